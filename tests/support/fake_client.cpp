// SPDX-License-Identifier: MIT
#include "tests/support/fake_client.hpp"

#include <fcntl.h>

#include <cstdio>
#include <cstdlib>

#include "libms/protocol/frame.hpp"

namespace ms::test {
namespace {

/// A stream in memory that gives its text when it is closed.
class Captured {
  public:
    Captured() : stream_(open_memstream(&text_, &size_)) {}
    ~Captured() {
        if (stream_) std::fclose(stream_);
        std::free(text_);
    }
    FILE* stream() { return stream_; }
    std::string end() {
        std::fclose(stream_);
        stream_ = nullptr;
        return std::string(text_, size_);
    }

  private:
    char* text_ = nullptr;
    std::size_t size_ = 0;
    FILE* stream_;
};

}  // namespace

FakeClient::FakeClient(Answer answer)
    : answer_(std::move(answer)), always_readable_(::open("/dev/null", O_RDONLY | O_CLOEXEC)) {}

Result<void> FakeClient::send(const Request& request) {
    const std::string frame = protocol::encode(request);
    auto header = protocol::parse_header(frame, protocol::max_request);
    if (!header) return Failure(header.error());
    auto seen = protocol::decode_request(header->kind, std::string_view(frame).substr(protocol::header_size));
    if (!seen) return Failure(seen.error());
    requests.push_back(*seen);
    answer_of_open_question_ = answer_ ? answer_(requests.back()) : fail(Errc::connect_failure);
    return {};
}

Result<Reply> FakeClient::receive() {
    if (!answer_of_open_question_) return fail(Errc::protocol, "no question is open");
    Result<Reply> answer = std::move(*answer_of_open_question_);
    answer_of_open_question_.reset();
    return answer;
}

Ran run_command(int (*run)(const CommandContext&), const std::string& program, std::vector<std::string> words,
                client::Client& client, const std::string& input, Time now) {
    std::string readable = input.empty() ? std::string(1, '\0') : input;  // fmemopen refuses an empty buffer
    FILE* in = fmemopen(readable.data(), readable.size(), "r");
    if (input.empty()) std::fgetc(in);
    Captured out, err;
    CommandContext context;
    context.program = program;
    context.words = std::move(words);
    context.in = in;
    context.out = out.stream();
    context.err = err.stream();
    context.client = &client;
    context.now = now;
    Ran ran;
    ran.status = run(context);
    std::fclose(in);
    ran.out = out.end();
    ran.err = err.end();
    return ran;
}

}  // namespace ms::test
