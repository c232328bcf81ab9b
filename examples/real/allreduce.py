"""Stands for a training script with torch.distributed: ranks meet at MASTER_ADDR:MASTER_PORT and sum a gradient there
once an epoch. RANK and its like are torchrun's; under plain srun they come from Slurm's variables."""
import argparse
import os
import socket
import time


def setting(*names):
    return next(os.environ[name] for name in names if name in os.environ)


def gather(rank, world, address):
    """Rank 0 hears the others; they reach it, which may take a while to listen."""
    if rank == 0:
        listener = socket.create_server(("", address[1]), backlog=world)
        return [listener.accept()[0].makefile("rw") for _ in range(world - 1)]
    for _ in range(300):
        try:
            return [socket.create_connection(address, timeout=60).makefile("rw")]
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise SystemExit(f"rank {rank}: nobody listens at {address}")


def all_reduce(rank, peers, value):
    if rank != 0:
        print(value, file=peers[0], flush=True)
        return int(peers[0].readline())
    total = value + sum(int(peer.readline()) for peer in peers)
    for peer in peers:
        print(total, file=peer, flush=True)
    return total


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=1)
    epochs = parser.parse_args().epochs
    rank, local = int(setting("RANK", "SLURM_PROCID")), int(setting("LOCAL_RANK", "SLURM_LOCALID"))
    world = int(setting("WORLD_SIZE", "SLURM_NTASKS"))
    node = os.environ["SLURMD_NODENAME"]
    print(f"rank {rank}/{world} local {local} on {node} threads {os.environ.get('OMP_NUM_THREADS', '-')} "
          f"gpu {os.environ.get('CUDA_VISIBLE_DEVICES', 'none')}", flush=True)
    peers = gather(rank, world, (os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"])))
    for epoch in range(epochs):
        total = all_reduce(rank, peers, rank + 1)
        if rank == 0:
            print(f"epoch {epoch} sum {total}", flush=True)


main()
