// SPDX-License-Identifier: MIT
// The standard streams of a step's tasks: which file is whose, and what srun has to carry itself.
//
// On one machine a task can have srun's own descriptor, so that nothing is copied. srun stands between only where it
// adds something: a terminal (tasks see one with --pty alone), labels, one input for several tasks, and several tasks
// that write to one place, whose lines would be torn there.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cmds/srun/copying.hpp"
#include "cmds/srun/viewers.hpp"
#include "libms/model/attendance.hpp"
#include "libms/model/step.hpp"
#include "libms/text/filename.hpp"

namespace ms::cmds::srun {

/// What was asked: the patterns of --input, --output and --error as given.
struct StreamPlan {
    std::string in, out, err;
    bool append = false;
    bool label = false;
    bool unbuffered = false;
    std::string directory;         // of relative names
    text::FilenameFields fields;   // of the job and the step
    std::vector<std::string> nodes;           // each task's node
    std::vector<std::uint32_t> node_indices;  // and its number
    Viewers* viewers = nullptr;    // hears of them all
};

class Streams {
  public:
    /// Error: a file that can not be opened, in Slurm's words.
    static Result<Streams> open(const StreamPlan& plan);

    /// By task, with numbers of descriptors().
    std::vector<attendance::TaskFiles> files;
    const std::vector<int>& descriptors() const { return descriptors_; }

    /// Once the tasks have their descriptors: let go of them, and carry what is to be carried.
    void start(EventLoop& loop);
    bool drained() const;

  private:
    friend class StreamOpener;
    std::vector<int> descriptors_;
    std::vector<Fd> given_away_;  // those of descriptors_ that are the tasks' alone
    std::vector<Fd> kept_;        // files that srun writes for the tasks
    std::vector<std::unique_ptr<OutputCopy>> outputs_;
    std::unique_ptr<InputCopy> input_;
};

}  // namespace ms::cmds::srun
