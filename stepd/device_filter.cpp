// SPDX-License-Identifier: MIT
#include "stepd/device_filter.hpp"

#include <cstdint>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "libms/base/fd.hpp"

namespace stepd {
namespace {

// Registers: 0 the verdict (1 = allow), 1 the question, 2 to 4 its parts.
constexpr std::uint8_t verdict = BPF_REG_0;
constexpr std::uint8_t question = BPF_REG_1;
constexpr std::uint8_t kind = BPF_REG_2;
constexpr std::uint8_t major = BPF_REG_3;
constexpr std::uint8_t minor = BPF_REG_4;

bpf_insn instruction(std::uint8_t code, std::uint8_t to, std::uint8_t from, std::int16_t offset, std::int32_t value) {
    bpf_insn made{};
    made.code = code;
    made.dst_reg = to & 0xF;
    made.src_reg = from & 0xF;
    made.off = offset;
    made.imm = value;
    return made;
}
bpf_insn load(std::uint8_t to, std::int16_t offset) {
    return instruction(BPF_LDX | BPF_MEM | BPF_W, to, question, offset, 0);
}
bpf_insn set(std::uint8_t to, std::int32_t value) { return instruction(BPF_ALU64 | BPF_MOV | BPF_K, to, 0, 0, value); }
/// Over the next `skipped` instructions unless equal.
bpf_insn unless_equal(std::uint8_t what, std::uint32_t value, std::int16_t skipped) {
    return instruction(BPF_JMP32 | BPF_JNE | BPF_K, what, 0, skipped, static_cast<std::int32_t>(value));
}
bpf_insn leave() { return instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0); }

std::vector<bpf_insn> program_for(const std::vector<Device>& devices) {
    std::vector<bpf_insn> program{load(kind, offsetof(bpf_cgroup_dev_ctx, access_type)),
                                  instruction(BPF_ALU64 | BPF_AND | BPF_K, kind, 0, 0, 0xFFFF),  // above it: what for
                                  load(major, offsetof(bpf_cgroup_dev_ctx, major)),
                                  load(minor, offsetof(bpf_cgroup_dev_ctx, minor))};
    for (const Device& device : devices) {
        program.push_back(unless_equal(kind, device.is_block ? BPF_DEVCG_DEV_BLOCK : BPF_DEVCG_DEV_CHAR, 4));
        program.push_back(unless_equal(major, device.major, 3));
        program.push_back(unless_equal(minor, device.minor, 2));
        program.push_back(set(verdict, 0));
        program.push_back(leave());
    }
    program.push_back(set(verdict, 1));
    program.push_back(leave());
    return program;
}

std::uint64_t address(const void* what) { return reinterpret_cast<std::uintptr_t>(what); }

int bpf(bpf_cmd command, bpf_attr& attributes) {
    return static_cast<int>(::syscall(SYS_bpf, command, &attributes, sizeof attributes));
}

}  // namespace

ms::Result<void> close_devices(int group, const std::vector<Device>& devices) {
    const auto program = program_for(devices);
    bpf_attr load{};
    load.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
    load.insns = address(program.data());
    load.insn_cnt = static_cast<std::uint32_t>(program.size());
    load.license = address("MIT");
    const ms::Fd loaded(bpf(BPF_PROG_LOAD, load));
    if (!loaded) return ms::fail_errno("closing the devices of others: loading a BPF program");
    bpf_attr attach{};
    attach.target_fd = static_cast<std::uint32_t>(group);
    attach.attach_bpf_fd = static_cast<std::uint32_t>(loaded.get());
    attach.attach_type = BPF_CGROUP_DEVICE;
    attach.attach_flags = BPF_F_ALLOW_MULTI;
    if (bpf(BPF_PROG_ATTACH, attach) != 0) return ms::fail_errno("closing the devices of others: attaching a BPF program");
    return {};
}

}  // namespace stepd
