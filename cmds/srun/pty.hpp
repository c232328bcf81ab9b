// SPDX-License-Identifier: MIT
// --pty: a terminal for task 0, which is srun's own as far as anybody can tell.
#pragma once

#include <memory>
#include <optional>
#include <termios.h>

#include "cmds/srun/copying.hpp"

namespace ms::cmds::srun {

class Pty {
  public:
    /// A pseudo terminal like the one srun has. Error: it has none, or the system gives no more.
    static Result<Pty> open();

    int slave() const { return slave_.get(); }
    unsigned short rows() const { return rows_; }
    unsigned short columns() const { return columns_; }

    /// The task has the slave: carry both ways, with srun's own terminal raw until this object ends.
    void start(EventLoop& loop);
    /// SIGWINCH: the task's terminal follows ours.
    void resize();
    /// The task is gone: what it wrote last.
    void finish(EventLoop& loop);

  private:
    /// The terminal as it was, whatever happens.
    class Raw {
      public:
        explicit Raw(int terminal);
        ~Raw();
        Raw(const Raw&) = delete;
        Raw& operator=(const Raw&) = delete;

      private:
        int terminal_;
        termios before_{};
        bool changed_ = false;
    };

    int terminal_ = -1;
    Fd master_, slave_;
    unsigned short rows_ = 0, columns_ = 0;
    std::unique_ptr<Raw> raw_;
    std::unique_ptr<OutputCopy> output_;
    std::unique_ptr<InputCopy> input_;
};

}  // namespace ms::cmds::srun
