// SPDX-License-Identifier: MIT
#include "stepd/mspmix/server.hpp"

#include <cstdlib>
#include <pmix.h>
#include <pmix_server.h>
#include <unistd.h>

#include "libms/base/fd.hpp"

namespace mspmix {
namespace {

/// A list of libpmix's named values, which owns them.
class Values {
  public:
    Values() = default;
    Values(const Values&) = delete;
    Values& operator=(const Values&) = delete;
    ~Values() {
        for (pmix_info_t& value : values_) PMIX_INFO_DESTRUCT(&value);
    }

    void add(const char* name, const std::string& text) { load(name, text.c_str(), PMIX_STRING); }
    void add_flag(const char* name, bool flag) { load(name, &flag, PMIX_BOOL); }
    void add_rank(const char* name, pmix_rank_t rank) { load(name, &rank, PMIX_PROC_RANK); }
    void add_number(const char* name, std::uint32_t number) { load(name, &number, PMIX_UINT32); }
    void add_short(const char* name, std::uint32_t number) {
        const auto value = static_cast<std::uint16_t>(number);
        load(name, &value, PMIX_UINT16);
    }
    /// `inner` is copied.
    void add(const char* name, Values& inner) {
        pmix_data_array_t array{};
        array.type = PMIX_INFO;
        array.size = inner.size();
        array.array = inner.data();
        load(name, &array, PMIX_DATA_ARRAY);
    }

    pmix_info_t* data() { return values_.data(); }
    std::size_t size() const { return values_.size(); }

  private:
    void load(const char* name, const void* value, pmix_data_type_t type) {
        PMIX_INFO_LOAD(&values_.emplace_back(), name, value, type);
    }
    std::vector<pmix_info_t> values_;
};

ms::Result<void> checked(pmix_status_t status, const std::string& what) {
    if (status == PMIX_SUCCESS || status == PMIX_OPERATION_SUCCEEDED) return {};
    return ms::fail(ms::Errc::system, what + ": " + PMIx_Error_string(status));
}

std::string host_name() {
    char name[256] = {};
    ::gethostname(name, sizeof name - 1);
    return name;
}

// ---- what libpmix asks of its host, in a thread of its own

int told_on = -1;  // the shepherd's stream; libpmix hands nothing of ours to the functions below

pmix_status_t client_connected(const pmix_proc_t*, void*, pmix_op_cbfunc_t, void*) { return PMIX_OPERATION_SUCCEEDED; }

pmix_status_t client_finalized(const pmix_proc_t*, void*, pmix_op_cbfunc_t, void*) { return PMIX_OPERATION_SUCCEEDED; }

pmix_status_t abort_step(const pmix_proc_t* task, void*, int code, const char*, pmix_proc_t*, std::size_t,
                         pmix_op_cbfunc_t done, void* context) {
    using namespace stepd::pmix;
    // A shepherd that has gone has ended the step.
    (void)ms::write_all(told_on, ms::protocol::encode_message(Kind::aborted, Aborted{task->rank, code}));
    if (done) done(PMIX_SUCCESS, context);
    return PMIX_SUCCESS;
}

/// libpmix calls when all tasks of this machine have arrived, which are all there are: their data goes back as it came.
pmix_status_t fence(const pmix_proc_t*, std::size_t, const pmix_info_t*, std::size_t, char* data, std::size_t size,
                    pmix_modex_cbfunc_t done, void* context) {
    if (done) done(PMIX_SUCCESS, data, size, context, nullptr, nullptr);
    return PMIX_SUCCESS;
}

void hear_of_loss(std::size_t, pmix_status_t, const pmix_proc_t* task, pmix_info_t*, std::size_t, pmix_info_t*,
                  std::size_t, pmix_event_notification_cbfunc_fn_t done, void* context) {
    using namespace stepd::pmix;
    (void)ms::write_all(told_on, ms::protocol::encode_message(Kind::lost, Lost{task->rank}));
    if (done) done(PMIX_EVENT_ACTION_COMPLETE, nullptr, 0, nullptr, nullptr, context);
}

/// What libpmix does not do by itself. It does the clean-up that Open MPI asks for, if its host has this function.
pmix_status_t control_job(const pmix_proc_t*, const pmix_proc_t*, std::size_t, const pmix_info_t*, std::size_t,
                          pmix_info_cbfunc_t, void*) {
    return PMIX_ERR_NOT_SUPPORTED;
}

// ---- what tasks can ask about the step

/// "0,1,2": all tasks, in libpmix's list form.
std::string ranks(std::uint32_t tasks) {
    std::string list;
    for (std::uint32_t task = 0; task < tasks; ++task) list += (task ? "," : "") + std::to_string(task);
    return list;
}

/// A list in the form that PMIX_NODE_MAP and PMIX_PROC_MAP want; `generate` is libpmix's function for it.
template <class Generate>
ms::Result<void> add_map(Values& values, const char* name, Generate generate, const std::string& list) {
    char* map = nullptr;
    if (auto made = checked(generate(list.c_str(), &map), std::string("making ") + name); !made) return made;
    values.add(name, std::string(map));
    ::free(map);
    return {};
}

void add_task(Values& values, std::uint32_t task, const std::string& host) {
    Values of_task;
    of_task.add_rank(PMIX_RANK, task);
    of_task.add_rank(PMIX_GLOBAL_RANK, task);
    of_task.add_rank(PMIX_APP_RANK, task);
    of_task.add_number(PMIX_APPNUM, 0);
    of_task.add_short(PMIX_LOCAL_RANK, task);
    of_task.add_short(PMIX_NODE_RANK, task);
    of_task.add_number(PMIX_NODEID, 0);
    of_task.add(PMIX_HOSTNAME, host);
    of_task.add_number(PMIX_REINCARNATION, 0);
    values.add(PMIX_PROC_INFO_ARRAY, of_task);
}

ms::Result<void> register_step(const Step& step) {
    const std::string host = host_name();
    Values values;
    values.add(PMIX_JOBID, step.name);
    for (const char* count : {PMIX_UNIV_SIZE, PMIX_JOB_SIZE, PMIX_MAX_PROCS, PMIX_LOCAL_SIZE, PMIX_NODE_SIZE})
        values.add_number(count, step.tasks);
    values.add_number(PMIX_JOB_NUM_APPS, 1);
    values.add_number(PMIX_NUM_NODES, 1);
    values.add_number(PMIX_NODEID, 0);
    values.add(PMIX_LOCAL_PEERS, ranks(step.tasks));
    values.add_rank(PMIX_LOCALLDR, 0);
    MS_TRY(add_map(values, PMIX_NODE_MAP, PMIx_generate_regex, host));
    MS_TRY(add_map(values, PMIX_PROC_MAP, PMIx_generate_ppn, ranks(step.tasks)));
    values.add(PMIX_TMPDIR, step.directory);
    values.add(PMIX_NSDIR, step.directory);
    values.add_flag(PMIX_TDIR_RMCLEAN, true);
    for (std::uint32_t task = 0; task < step.tasks; ++task) add_task(values, task, host);
    return checked(PMIx_server_register_nspace(step.name.c_str(), static_cast<int>(step.tasks), values.data(),
                                               values.size(), nullptr, nullptr),
                   "telling libpmix of the step");
}

ms::Result<std::vector<std::string>> register_task(const Step& step, std::uint32_t task) {
    pmix_proc_t client;
    PMIX_LOAD_PROCID(&client, step.name.c_str(), task);
    MS_TRY(checked(PMIx_server_register_client(&client, ::getuid(), ::getgid(), nullptr, nullptr, nullptr),
                   "telling libpmix of a task"));
    char** entries = nullptr;
    MS_TRY(checked(PMIx_server_setup_fork(&client, &entries), "the environment of a task"));
    std::vector<std::string> environment;
    for (char** entry = entries; entry && *entry; ++entry) environment.emplace_back(*entry);
    PMIX_ARGV_FREE(entries);
    return environment;
}

}  // namespace

ms::Result<stepd::pmix::Ready> serve(const Step& step, int stream) {
    told_on = stream;
    static pmix_server_module_t host{};  // a null function refuses: there is no spawning, no publishing
    host.client_connected = client_connected;
    host.client_finalized = client_finalized;
    host.abort = abort_step;
    host.fence_nb = fence;
    host.job_control = control_job;
    Values values;
    values.add(PMIX_SERVER_NSPACE, step.name + ".server");
    values.add_rank(PMIX_SERVER_RANK, 0);
    values.add(PMIX_SERVER_TMPDIR, step.directory);
    values.add(PMIX_SYSTEM_TMPDIR, step.directory);
    MS_TRY(checked(PMIx_server_init(&host, values.data(), values.size()), "starting libpmix"));
    pmix_status_t loss = PMIX_ERR_LOST_CONNECTION;
    PMIx_Register_event_handler(&loss, 1, nullptr, 0, hear_of_loss, nullptr, nullptr);
    MS_TRY(register_step(step));
    stepd::pmix::Ready ready;
    for (std::uint32_t task = 0; task < step.tasks; ++task) {
        auto environment = register_task(step, task);
        if (!environment) return tl::make_unexpected(environment.error());
        ready.environments.push_back(std::move(*environment));
    }
    return ready;
}

void forget(const Step& step) {
    for (std::uint32_t task = 0; task < step.tasks; ++task) {
        pmix_proc_t client;
        PMIX_LOAD_PROCID(&client, step.name.c_str(), task);
        PMIx_server_deregister_client(&client, nullptr, nullptr);
    }
    PMIx_server_deregister_nspace(step.name.c_str(), nullptr, nullptr);
}

}  // namespace mspmix
