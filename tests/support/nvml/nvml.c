// SPDX-License-Identifier: MIT
// A stand-in for NVIDIA's libnvidia-ml.so.1 that tells what a text file says, so that everything above it is the real
// code. The file is named by MS_FAKE_NVML and read again for every question that begins at the library:
//
//   gpu UUID MINOR BUS MEMORY_MB CPUS_HEX NAME…        one GPU, in order: 0000:3b:00.0, ff, NVIDIA A100-SXM4-40GB
//   link GPU BUS                                       an NVLink of the GPU of that position
//   mig GPU UUID GPU_INSTANCE COMPUTE_INSTANCE MEMORY_MB PROFILE
//   use GPU PERCENT USED_MB                            of the GPU as a whole
//   process GPU PID USED_MB [PERCENT]                  with a PERCENT the GPU tells it by process
//   mig-process UUID PID USED_MB                       on that instance, which does not tell how busy it is
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST 16
enum { success = 0, invalid = 2, not_supported = 3, not_found = 6, too_small = 7, no_driver = 9 };

struct process { unsigned pid, memory_mb, percent; };
struct instance { char uuid[96], name[160]; unsigned gi, ci, memory_mb, processes; struct process process[16]; };
#define NO_PERCENT ~0u
struct device {
    char uuid[96], name[96];
    unsigned minor, domain, bus, slot, memory_mb, percent, used_mb;
    unsigned long cpus;
    unsigned links, instances, processes;
    unsigned link_domain[MOST], link_bus[MOST], link_slot[MOST];
    struct instance instance[MOST];
    struct process process[64];
};
static struct device devices[MOST];
static unsigned count;

typedef struct { unsigned long long total, free, used; } memory_t;
typedef struct { unsigned gpu, memory; } utilization_t;
typedef struct { char legacy[16]; unsigned domain, bus, device, id, subsystem; char text[32]; } pci_t;
typedef struct { unsigned pid; unsigned long long memory; unsigned gi, ci; } process_t;
typedef struct { unsigned pid; unsigned long long at; unsigned gpu, memory, encoder, decoder; } sample_t;

static struct instance* instance_named(const char* uuid) {
    for (unsigned i = 0; i < count; ++i)
        for (unsigned j = 0; j < devices[i].instances; ++j)
            if (strcmp(devices[i].instance[j].uuid, uuid) == 0) return &devices[i].instance[j];
    return NULL;
}

static int read_line(const char* line) {
    struct device gpu = {0};
    struct instance mig = {0};
    struct process process = {0, 0, NO_PERCENT};
    char profile[32];
    unsigned at = 0, a = 0, b = 0, c = 0;
    if (sscanf(line, "gpu %95s %u %x:%x:%x.0 %u %lx %95[^\n]", gpu.uuid, &gpu.minor, &gpu.domain, &gpu.bus, &gpu.slot,
               &gpu.memory_mb, &gpu.cpus, gpu.name) == 8) {
        if (count < MOST) devices[count++] = gpu;
    } else if (sscanf(line, "link %u %x:%x:%x.0", &at, &a, &b, &c) == 4 && at < count && devices[at].links < MOST) {
        struct device* to = &devices[at];
        to->link_domain[to->links] = a;
        to->link_bus[to->links] = b;
        to->link_slot[to->links++] = c;
    } else if (sscanf(line, "mig %u %95s %u %u %u %31s", &at, mig.uuid, &mig.gi, &mig.ci, &mig.memory_mb, profile) == 6 &&
               at < count && devices[at].instances < MOST) {
        snprintf(mig.name, sizeof mig.name, "%s MIG %s", devices[at].name, profile);
        devices[at].instance[devices[at].instances++] = mig;
    } else if (sscanf(line, "use %u %u %u", &at, &a, &b) == 3 && at < count) {
        devices[at].percent = a;
        devices[at].used_mb = b;
    } else if (sscanf(line, "process %u %u %u %u", &at, &process.pid, &process.memory_mb, &process.percent) >= 3 && at < count &&
               devices[at].processes < 64) {
        devices[at].process[devices[at].processes++] = process;
    } else if (sscanf(line, "mig-process %95s %u %u", mig.uuid, &process.pid, &process.memory_mb) == 3) {
        struct instance* on = instance_named(mig.uuid);
        if (on && on->processes < 16) on->process[on->processes++] = process;
    } else {
        return line[0] == '\n' || line[0] == '#';
    }
    return 1;
}

static int read_all(void) {
    const char* path = getenv("MS_FAKE_NVML");
    FILE* file = path ? fopen(path, "r") : NULL;
    char line[512];
    if (!file) return no_driver;
    count = 0;
    while (fgets(line, sizeof line, file))
        if (!read_line(line)) fprintf(stderr, "stand-in for NVML: what is \"%s\"?\n", line);
    fclose(file);
    return success;
}

static int give(const char* text, char* to, unsigned room) {
    if (strlen(text) >= room) return too_small;
    strcpy(to, text);
    return success;
}
static int give_pci(unsigned domain, unsigned bus, unsigned slot, pci_t* to) {
    memset(to, 0, sizeof *to);
    to->domain = domain;
    to->bus = bus;
    to->device = slot;
    snprintf(to->text, sizeof to->text, "%08X:%02X:%02X.0", domain, bus, slot);
    return success;
}
/// A handle is the address of a device or of an instance.
static struct instance* as_instance(void* handle) {
    for (unsigned i = 0; i < count; ++i)
        for (unsigned j = 0; j < devices[i].instances; ++j)
            if (handle == &devices[i].instance[j]) return &devices[i].instance[j];
    return NULL;
}

int nvmlInit_v2(void) { return read_all(); }
int nvmlShutdown(void) { return success; }
const char* nvmlErrorString(int code) { return code == no_driver ? "Driver Not Loaded" : "Unknown Error"; }
int nvmlSystemGetDriverVersion(char* to, unsigned room) { return give("550.54.14", to, room); }
int nvmlDeviceGetCount_v2(unsigned* to) {
    const int code = read_all();
    *to = count;
    return code;
}
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void** to) {
    if (index >= count) return invalid;
    *to = &devices[index];
    return success;
}
int nvmlDeviceGetHandleByUUID(const char* uuid, void** to) {
    if (read_all() != success) return no_driver;
    for (unsigned i = 0; i < count; ++i)
        if (strcmp(devices[i].uuid, uuid) == 0) {
            *to = &devices[i];
            return success;
        }
    *to = instance_named(uuid);
    return *to ? success : not_found;
}
int nvmlDeviceGetName(void* handle, char* to, unsigned room) {
    const struct instance* instance = as_instance(handle);
    return give(instance ? instance->name : ((struct device*)handle)->name, to, room);
}
int nvmlDeviceGetUUID(void* handle, char* to, unsigned room) {
    const struct instance* instance = as_instance(handle);
    return give(instance ? instance->uuid : ((struct device*)handle)->uuid, to, room);
}
int nvmlDeviceGetMinorNumber(void* handle, unsigned* to) {
    *to = ((struct device*)handle)->minor;
    return success;
}
int nvmlDeviceGetMemoryInfo(void* handle, memory_t* to) {
    const struct instance* instance = as_instance(handle);
    const struct device* device = handle;
    to->total = (unsigned long long)(instance ? instance->memory_mb : device->memory_mb) << 20;
    to->used = instance ? 0 : (unsigned long long)device->used_mb << 20;
    to->free = to->total - to->used;
    return success;
}
int nvmlDeviceGetPciInfo_v3(void* handle, pci_t* to) {
    const struct device* device = handle;
    return give_pci(device->domain, device->bus, device->slot, to);
}
int nvmlDeviceGetCpuAffinity(void* handle, unsigned words, unsigned long* to) {
    memset(to, 0, words * sizeof *to);
    to[0] = ((struct device*)handle)->cpus;
    return to[0] ? success : not_supported;
}
int nvmlDeviceGetNvLinkState(void* handle, unsigned link, int* to) {
    *to = link < ((struct device*)handle)->links;
    return success;
}
int nvmlDeviceGetNvLinkRemotePciInfo_v2(void* handle, unsigned link, pci_t* to) {
    const struct device* device = handle;
    if (link >= device->links) return invalid;
    return give_pci(device->link_domain[link], device->link_bus[link], device->link_slot[link], to);
}
int nvmlDeviceGetMigMode(void* handle, unsigned* current, unsigned* pending) {
    *current = *pending = ((struct device*)handle)->instances > 0;
    return success;
}
int nvmlDeviceGetMaxMigDeviceCount(void* handle, unsigned* to) {
    (void)handle;
    *to = MOST;
    return success;
}
int nvmlDeviceGetMigDeviceHandleByIndex(void* handle, unsigned index, void** to) {
    struct device* device = handle;
    if (index >= device->instances) return not_found;
    *to = &device->instance[index];
    return success;
}
int nvmlDeviceGetGpuInstanceId(void* handle, unsigned* to) {
    *to = as_instance(handle)->gi;
    return success;
}
int nvmlDeviceGetComputeInstanceId(void* handle, unsigned* to) {
    *to = as_instance(handle)->ci;
    return success;
}
int nvmlDeviceGetUtilizationRates(void* handle, utilization_t* to) {
    if (as_instance(handle)) return not_supported;
    to->gpu = ((struct device*)handle)->percent;
    to->memory = 0;
    return success;
}
// Two samples a process, the newer one last: the older one says something else.
int nvmlDeviceGetProcessUtilization(void* handle, sample_t* to, unsigned* room, unsigned long long since) {
    const struct device* device = handle;
    const unsigned had = *room;
    (void)since;
    *room = 0;
    if (as_instance(handle)) return not_supported;
    for (unsigned i = 0; i < device->processes; ++i) *room += device->process[i].percent == NO_PERCENT ? 0 : 2;
    if (*room == 0) return device->processes == 0 ? not_found : not_supported;
    if (!to || had < *room) return too_small;
    for (unsigned i = 0, n = 0; i < device->processes; ++i)
        for (unsigned old = 2; device->process[i].percent != NO_PERCENT && old-- > 0;)
            to[n++] = (sample_t){device->process[i].pid, 1000 - old, old ? 1 : device->process[i].percent, 0, 0, 0};
    return success;
}
int nvmlDeviceGetComputeRunningProcesses_v3(void* handle, unsigned* room, process_t* to) {
    const struct device* device = handle;
    const struct instance* instance = as_instance(handle);
    const struct process* process = instance ? instance->process : device->process;
    const unsigned had = *room;
    *room = instance ? instance->processes : device->processes;
    if (*room > had) return too_small;
    for (unsigned i = 0; i < *room; ++i) {
        to[i].pid = process[i].pid;
        to[i].memory = (unsigned long long)process[i].memory_mb << 20;
        to[i].gi = to[i].ci = ~0u;
    }
    return success;
}
