// SPDX-License-Identifier: MIT
#include "daemon/core/placement/features.hpp"

#include <algorithm>
#include <functional>

#include "libms/base/contains.hpp"

namespace msd::core {
namespace {

/// Recursive descent: any := all ('|' all)*, all := atom (('&' | ',') atom)*, atom := '(' any ')' | name ['*' digits].
class Reader {
  public:
    using Has = std::function<bool(std::string_view)>;
    Reader(std::string_view text, Has has) : rest_(text), has_(std::move(has)) {}

    bool value() {
        const bool result = any();
        return result && !failed_ && rest_.empty();
    }
    bool failed() const { return failed_ || !rest_.empty(); }

  private:
    bool eat(std::string_view one_of) {
        if (rest_.empty() || one_of.find(rest_[0]) == std::string_view::npos) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool any() {
        bool result = all();
        while (eat("|")) {
            const bool more = all();
            result = result || more;
        }
        return result;
    }
    bool all() {
        bool result = atom();
        while (eat("&,")) {
            const bool more = atom();
            result = result && more;
        }
        return result;
    }
    bool atom() {
        if (depth_ > 50) return refuse();
        if (eat("([")) {
            ++depth_;
            const bool result = any();
            --depth_;
            return eat(")]") ? result : refuse();
        }
        const std::size_t end = std::min(rest_.find_first_of("&,|()[]*"), rest_.size());
        if (end == 0) return refuse();
        const bool result = has_(rest_.substr(0, end));
        rest_.remove_prefix(end);
        if (eat("*"))
            while (eat("0123456789")) {
            }
        return result;
    }
    bool refuse() {
        failed_ = true;
        return false;
    }

    std::string_view rest_;
    Has has_;
    int depth_ = 0;
    bool failed_ = false;
};

}  // namespace

ms::Result<std::vector<std::string>> feature_names(std::string_view expression) {
    std::vector<std::string> names;
    Reader reader(expression, [&](std::string_view name) {
        names.emplace_back(name);
        return true;
    });
    reader.value();
    if (reader.failed()) return ms::fail(ms::Errc::invalid_feature);
    return names;
}

bool features_satisfy(std::string_view expression, const std::vector<std::string>& features) {
    if (expression.empty()) return true;
    return Reader(expression, [&](std::string_view name) {
               return ms::contains(features, name);
           })
        .value();
}

}  // namespace msd::core
