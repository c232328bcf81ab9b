// SPDX-License-Identifier: MIT
#include "tests/support/fake_client.hpp"

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

Result<Reply> FakeClient::call(const Request& request) {
    const std::string frame = protocol::encode(request);
    auto header = protocol::parse_header(frame, protocol::max_request);
    if (!header) return Failure(header.error());
    auto seen = protocol::decode_request(header->kind, std::string_view(frame).substr(protocol::header_size));
    if (!seen) return Failure(seen.error());
    requests.push_back(*seen);
    if (!answer_) return fail(Errc::connect_failure);
    return answer_(requests.back());
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
