// SPDX-License-Identifier: MIT
// The parts of a page that the tables know, written in the markup of prose.hpp.
#pragma once

#include <string>
#include <string_view>

#include "libms/base/result.hpp"
#include "libms/options/command.hpp"

namespace docgen {

// What the table of contents of a command's page may name.
std::string name_piece(const ms::CommandDoc& doc);         // "sbatch - submit a batch script"
std::string synopsis_piece(const ms::CommandDoc& doc);
std::string options_piece(const ms::CommandDoc& doc);      // a definition per option that works, then what is to come
std::string fields_piece(const ms::CommandDoc& doc);       // -o letters and long names
std::string environment_piece(const ms::CommandDoc& doc);  // input variables and the option each stands for

// What every page may name.
std::string states_piece();  // job states, compact and long

/// The keys of one section of msd.conf: site, node, partition, gres, or "inert". Error: an unknown section.
ms::Result<std::string> keys_piece(std::string_view section);

}  // namespace docgen
