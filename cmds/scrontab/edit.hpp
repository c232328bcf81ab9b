// SPDX-License-Identifier: MIT
// A text in the user's editor.
#pragma once

#include <string>

#include "libms/base/result.hpp"

namespace ms::cmds::scrontab {

/// A file of its own for the time of the editing, removed at the end.
class EditedFile {
  public:
    static Result<EditedFile> create(const std::string& content);
    EditedFile(EditedFile&& other) noexcept;
    EditedFile& operator=(EditedFile&&) = delete;
    ~EditedFile();

    /// VISUAL, EDITOR or vi, until it ends. The text it leaves.
    Result<std::string> edit() const;

  private:
    explicit EditedFile(std::string path) : path_(std::move(path)) {}
    std::string path_;
};

}  // namespace ms::cmds::scrontab
