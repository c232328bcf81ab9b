// SPDX-License-Identifier: MIT
// --pty: a terminal for task 0, which is srun's own as far as anybody can tell.
#pragma once

#include <memory>
#include <optional>

#include "cmds/shared/terminal.hpp"
#include "cmds/srun/copying.hpp"
#include "cmds/srun/viewers.hpp"

namespace ms::cmds::srun {

class Pty {
  public:
    /// A pseudo terminal like the one at this descriptor. Error: there is none, or the system gives no more.
    static Result<Pty> open(int terminal);

    int slave() const { return slave_.get(); }
    unsigned short rows() const { return rows_; }
    unsigned short columns() const { return columns_; }

    /// The task has the slave: carry both ways, with srun's own terminal raw until this object ends.
    void start(EventLoop& loop, Viewers& viewers);
    /// SIGWINCH: the task's terminal follows ours.
    void resize();
    /// The task is gone: what it wrote last.
    void finish(EventLoop& loop);

  private:
    int terminal_ = -1;
    Fd master_, slave_;
    unsigned short rows_ = 0, columns_ = 0;
    std::unique_ptr<RawTerminal> raw_;
    std::unique_ptr<OutputCopy> output_;
    std::unique_ptr<InputCopy> input_;
};

}  // namespace ms::cmds::srun
