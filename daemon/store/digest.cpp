// SPDX-License-Identifier: MIT
#include "daemon/store/digest.hpp"

#include <array>
#include <bit>
#include <cstring>

namespace msd::store {
namespace {

using Words = std::array<std::uint64_t, 8>;
constexpr std::size_t block_size = 128;

constexpr Words initial = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
                           0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

constexpr std::uint8_t sigma[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
};

constexpr std::uint8_t quarters[8][4] = {{0, 4, 8, 12}, {1, 5, 9, 13}, {2, 6, 10, 14}, {3, 7, 11, 15},
                                         {0, 5, 10, 15}, {1, 6, 11, 12}, {2, 7, 8, 13}, {3, 4, 9, 14}};

void mix(std::array<std::uint64_t, 16>& v, const std::uint8_t (&at)[4], std::uint64_t x, std::uint64_t y) {
    auto& [a, b, c, d] = at;
    v[a] += v[b] + x;
    v[d] = std::rotr(v[d] ^ v[a], 32);
    v[c] += v[d];
    v[b] = std::rotr(v[b] ^ v[c], 24);
    v[a] += v[b] + y;
    v[d] = std::rotr(v[d] ^ v[a], 16);
    v[c] += v[d];
    v[b] = std::rotr(v[b] ^ v[c], 63);
}

/// `total`: bytes hashed so far, this block's included.
void compress(Words& h, const char* block, std::uint64_t total, bool last) {
    std::array<std::uint64_t, 16> message, v;
    std::memcpy(message.data(), block, block_size);  // little-endian machines only, as everything here
    std::copy(h.begin(), h.end(), v.begin());
    std::copy(initial.begin(), initial.end(), v.begin() + 8);
    v[12] ^= total;
    if (last) v[14] = ~v[14];
    for (int round = 0; round < 12; ++round)
        for (int i = 0; i < 8; ++i)
            mix(v, quarters[i], message[sigma[round % 10][2 * i]], message[sigma[round % 10][2 * i + 1]]);
    for (std::size_t i = 0; i < 8; ++i) h[i] ^= v[i] ^ v[i + 8];
}

}  // namespace

std::uint64_t digest(std::string_view bytes) {
    Words h = initial;
    h[0] ^= 0x01010000 ^ sizeof(std::uint64_t);  // no key, 8 bytes of result
    std::uint64_t done = 0;
    for (; bytes.size() - done > block_size; done += block_size)
        compress(h, bytes.data() + done, done + block_size, false);
    char last[block_size] = {};
    bytes.copy(last, block_size, done);
    compress(h, last, bytes.size(), true);
    return h[0];
}

}  // namespace msd::store
