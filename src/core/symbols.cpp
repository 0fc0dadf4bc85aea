#include "core/symbols.hpp"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <cxxabi.h>
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace core {
namespace {

constexpr std::size_t name_bytes_max = 160;  // templates' names grow without end
constexpr std::size_t remembered_max = 1024;

// A file in memory for a moment.
class MappedFile {
public:
    explicit MappedFile(const char* path) {
        const int file = ::open(path, O_RDONLY | O_CLOEXEC);
        if (file < 0) return;
        struct stat status{};
        if (::fstat(file, &status) == 0 && status.st_size > 0) {
            auto* start = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ,
                                 MAP_PRIVATE, file, 0);
            if (start != MAP_FAILED)
                bytes_ = {static_cast<const char*>(start),
                          static_cast<std::size_t>(status.st_size)};
        }
        ::close(file);
    }
    ~MappedFile() {
        if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
    }
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    // Absent where the file ends before.
    template <class T>
    std::optional<T> at(std::uint64_t offset) const {
        if (bytes_.size() < sizeof(T) || offset > bytes_.size() - sizeof(T)) return std::nullopt;
        T value{};
        std::memcpy(&value, bytes_.data() + offset, sizeof(T));
        return value;
    }
    std::string_view text(std::uint64_t offset) const {
        if (offset >= bytes_.size()) return {};
        const auto rest = bytes_.substr(offset);
        return rest.substr(0, rest.find('\0'));
    }

private:
    std::string_view bytes_;
};

struct Found {
    std::string name;
    std::uint64_t distance = 0;
};

// The function around an offset from where the file is loaded (ELF, "Symbol Table").
std::optional<Found> find_in_table(const MappedFile& file, std::uint64_t offset) {
    const auto head = file.at<Elf64_Ehdr>(0);
    if (!head || std::memcmp(head->e_ident, ELFMAG, SELFMAG) != 0) return std::nullopt;
    const auto section = [&](std::uint64_t index) {
        return file.at<Elf64_Shdr>(head->e_shoff + index * sizeof(Elf64_Shdr));
    };
    for (std::uint64_t i = 0; i < head->e_shnum; ++i) {
        const auto table = section(i);
        if (!table || table->sh_type != SHT_SYMTAB) continue;
        const auto names = section(table->sh_link);
        if (!names) return std::nullopt;
        for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= table->sh_size;
             at += sizeof(Elf64_Sym)) {
            const auto symbol = file.at<Elf64_Sym>(table->sh_offset + at);
            if (!symbol) return std::nullopt;
            if (ELF64_ST_TYPE(symbol->st_info) != STT_FUNC || offset < symbol->st_value ||
                offset - symbol->st_value >= symbol->st_size)
                continue;
            return Found{std::string(file.text(names->sh_offset + symbol->st_name)),
                         offset - symbol->st_value};
        }
    }
    return std::nullopt;
}

std::string demangled(const std::string& name) {
    int status = 0;
    const std::unique_ptr<char, void (*)(void*)> plain(
        abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status), std::free);
    std::string text = status == 0 ? plain.get() : name;
    if (text.size() > name_bytes_max) text.resize(name_bytes_max);
    return text;
}

std::uint64_t distance(const void* from, const void* to) {
    return reinterpret_cast<std::uintptr_t>(to) - reinterpret_cast<std::uintptr_t>(from);
}

std::string look_up(const void* address) {
    Dl_info info{};
    if (::dladdr(address, &info) == 0) return fmt::format("{}", address);
    const std::string_view path = info.dli_fname != nullptr ? info.dli_fname : "?";
    const auto module = path.substr(path.rfind('/') + 1);
    const auto offset = distance(info.dli_fbase, address);
    // The program itself is named as it was called; a library by its path.
    if (module.find(".so") == std::string_view::npos)
        if (const auto found = find_in_table(MappedFile("/proc/self/exe"), offset))
            return fmt::format("{}+{:#x}", demangled(found->name), found->distance);
    if (info.dli_sname != nullptr)
        return fmt::format("{}+{:#x}", demangled(info.dli_sname),
                           distance(info.dli_saddr, address));
    return fmt::format("{}+{:#x}", module, offset);
}

}  // namespace

std::string function_at(const void* address) {
    static std::mutex mutex;
    static std::map<const void*, std::string> remembered;
    const std::lock_guard lock(mutex);
    if (const auto known = remembered.find(address); known != remembered.end())
        return known->second;
    if (remembered.size() >= remembered_max) remembered.clear();
    return remembered[address] = look_up(address);
}

}  // namespace core
