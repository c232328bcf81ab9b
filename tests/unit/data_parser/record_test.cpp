// SPDX-License-Identifier: MIT
// The tables: in every version each key stands once, and every object is opened once.
#include <gtest/gtest.h>

#include <set>

#include "libms/data_parser/field.hpp"
#include "libms/data_parser/records.hpp"

namespace ms::data_parser {
namespace {

/// Collects the paths that are written, and fails on one that comes twice.
class Paths final : public Writer {
  public:
    explicit Paths(const Style& style) : Writer(style) {}
    void begin_object() override { begin(); }
    void end_object() override { end(); }
    void begin_list() override { begin(), ++lists_; }
    void end_list() override { end(), --lists_; }
    void key(std::string_view name) override {
        next_ = open_.empty() || open_.back().empty() ? std::string(name) : open_.back() + "/" + std::string(name);
        const bool is_new = lists_ != 0 || paths_.insert(next_).second;
        EXPECT_TRUE(is_new) << next_ << " in v0.0." << style().version;
    }
    void text(std::string_view) override {}
    void integer(std::int64_t) override {}
    void real(double) override {}
    void truth(bool) override {}
    void null() override {}
    void finish() override {}
    bool has(const std::string& path) const { return paths_.count(path) != 0; }
    bool is_closed() const { return open_.empty(); }

  private:
    void begin() { open_.push_back(next_); }
    void end() { open_.pop_back(); }
    std::vector<std::string> open_;
    std::set<std::string> paths_;
    std::string next_;
    int lists_ = 0;
};

struct World {
    std::vector<NodeInfo> nodes;
    PartitionInfo partition;
    View view;
    Job job;
    Step step;
    World() {
        NodeInfo node;
        node.name = "n1";
        node.threads_per_core = 2;
        node.cores_per_socket = 2;
        nodes.push_back(node);
        view.nodes = &nodes;
        JobSpec spec;
        spec.work_dir = "/home/a";
        job.spec = std::make_shared<const JobSpec>(spec);
        job.id = {7};
        job.allocation.push_back({"n1", {0, 1, 4, 6}, {100}, {}});
        step.job = job.id;
    }
};

template <class Write>
void in_every_version(Write write) {
    for (const int version : versions()) {
        Style style;
        style.version = version;
        Paths paths(style);
        write(paths);
        EXPECT_TRUE(paths.is_closed());
    }
}

TEST(Records, HaveEachKeyOnceInEveryVersion) {
    const World world;
    const std::vector<const NodeInfo*> nodes = {&world.nodes[0]};
    in_every_version([&](Writer& out) { write_job(out, {world.job, world.view, {}}); });
    in_every_version([&](Writer& out) { write_job_resources(out, {world.job, world.view, {}}); });
    in_every_version([&](Writer& out) { write_step(out, {world.job, world.step, world.view}); });
    in_every_version([&](Writer& out) { write_accounted_job(out, {world.job, world.view, {}, {}, {}, {}, {}}); });
    in_every_version([&](Writer& out) { write_node(out, {world.nodes[0], world.view}); });
    in_every_version([&](Writer& out) { write_partition(out, {world.partition, world.view}); });
    in_every_version([&](Writer& out) { write_node_group(out, {world.partition, nodes, world.view}); });
    in_every_version([&](Writer& out) { write_license(out, {}); });
    const Association association;
    const AccountsReply site;
    in_every_version([&](Writer& out) { write_shares(out, {{association, site, {}, {}, {}}}, 0); });
    in_every_version([&](Writer& out) { write_ping(out, {}); });
}

TEST(Records, HaveWhatTheirVersionHas) {
    const World world;
    const auto has = [&](int version, const char* path) {
        Style style;
        style.version = version;
        Paths paths(style);
        write_job(paths, {world.job, world.view, {}});
        return paths.has(path);
    };
    EXPECT_TRUE(has(43, "power/flags"));
    EXPECT_FALSE(has(44, "power/flags"));
    EXPECT_FALSE(has(43, "submit_line"));
    EXPECT_TRUE(has(44, "submit_line"));
    EXPECT_TRUE(has(45, "container_type"));
    EXPECT_FALSE(has(46, "container_type"));
    EXPECT_TRUE(has(44, "job_resources/nodes/allocation"));
    EXPECT_TRUE(has(40, "job_resources/allocated_nodes"));
}

TEST(Records, CoresBySocketOutOfTheNodesShape) {
    const World world;
    Style style;
    style.compact = true;
    const auto out = make_writer(style);
    write_job_resources(*out, {world.job, world.view, {}});
    // CPUs 0 and 1 are one core; 4 and 6 are the two of the second socket
    EXPECT_NE(out->take().find(R"("sockets":[{"index":0,"cores":[{"index":0,"status":["ALLOCATED"]}]},)"
                               R"({"index":1,"cores":[{"index":0,"status":["ALLOCATED"]},)"
                               R"({"index":1,"status":["ALLOCATED"]}]}])"),
              std::string::npos);
}

}  // namespace
}  // namespace ms::data_parser
