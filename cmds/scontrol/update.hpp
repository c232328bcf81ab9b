// SPDX-License-Identifier: MIT
// The words of update, create and delete: KEY=VALUE pairs.
#pragma once

#include <string>
#include <vector>

#include "cmds/scontrol/keywords.hpp"

namespace ms::cmds::scontrol {

struct Pair {
    std::string text;   // as given
    std::string key;
    std::string value;
    char sign = 0;      // '+' or '-' of += and -=
    bool has_value = false;
};

Pair split_pair(const std::string& word);
/// "job 12 name=x" is "job=12 name=x".
std::vector<Pair> split_pairs(const std::vector<std::string>& words);

// site.cpp
int update_node(const Call& call, const std::string& which, const std::vector<Pair>& changes);
int update_partition(const Call& call, const std::string& which, const std::vector<Pair>& changes);

// reservation.cpp
int create_reservation(const Call& call, const std::string& name, const std::vector<Pair>& pairs);
int update_reservation(const Call& call, const std::string& which, const std::vector<Pair>& changes);
/// `shown`: the word that names it, as it was given.
int delete_reservation(const Call& call, const std::string& which, const std::string& shown);

}  // namespace ms::cmds::scontrol
