// SPDX-License-Identifier: MIT
// Resource requests (--gres=gpu:a100:2,shard:4 · --gpus=2) and TRES lists (cpu=4,mem=8G,node=1,gres/gpu=2).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "libms/base/result.hpp"
#include "libms/model/job_spec.hpp"

namespace ms::text {

/// --gres: name[[:type]:count],…; "none" gives an empty list; counts take K M G suffixes.
/// Error: Errc::invalid_gres with Slurm's text.
Result<std::vector<GresRequest>> parse_gres(std::string_view text);
/// --gpus and its kin: [type:]count,… as requests named "gpu".
Result<std::vector<GresRequest>> parse_gpus(std::string_view text);
/// --licenses: name[@db][:count] by , ; or |. Error: Errc::invalid_licenses.
Result<std::vector<GresRequest>> parse_licenses(std::string_view text);

/// scontrol's TresPerNode, squeue's %b: gres/gpu:a100:2,gres/shard:4.
std::string format_tres_per(const std::vector<GresRequest>& requests);
/// The kept option that holds what --tres-per-task asks for of licences, as --licenses has it: "ansys:2,fluent:1".
inline constexpr std::string_view licenses_per_task = "licenses-per-task";
/// What each task asks for: cpu=2,gres/gpu:a100=1,license/ansys=2.
std::string format_tres_per_task(const JobSpec& spec);
/// As given: gpu:a100:2 (sinfo's %G when the counts are a node's).
std::string format_gres(const std::vector<GresRequest>& requests);

/// Amounts behind a TRES text; mem in MiB. Keys: cpu, mem, node, billing, gres/gpu, gres/gpu:a100, license/x.
using TresMap = std::map<std::string, std::uint64_t>;
/// In TRES id order: cpu, mem, node, billing, then the rest by name (scontrol, squeue).
std::string format_tres(const TresMap& amounts);
/// Alphabetical (sacct).
std::string format_tres_sorted(const TresMap& amounts);
/// The inverse of either; unknown keys are kept, items that are no KEY=AMOUNT left out. Sizes with suffixes are read
/// for mem only.
TresMap parse_tres(std::string_view text);

}  // namespace ms::text
