#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "auth/api_keys.hpp"
#include "model/event.hpp"

namespace auth {

// The API keys that have not ended, in memory, for the directory: fed by the event log, so that a
// revocation counts from its commit. Bounded by api_keys_max. Any thread may ask; load() and take()
// belong to the start and to the writer's thread.
class KeyRing {
public:
    using Key = std::shared_ptr<const ApiKey>;

    void load(store::Transaction& tx);
    // The key that is over now, if the event ends one.
    std::optional<model::ApiKeyId> take(const model::Event& event);

    // Absent: no such key; a found one may have expired.
    Key find_by_hash(const std::string& hash) const;
    Key find(const model::ApiKeyId& id) const;
    std::vector<ApiKey> all() const;  // by name, with their last use

    // It is used, at this minute. Cheap.
    void note_use(const ApiKey& key, core::WallTime now) const;
    struct Use {
        model::ApiKeyId key;
        core::WallTime at;
    };
    // What was noted since the last time one asked.
    std::vector<Use> take_uses();

private:
    struct Entry {
        Key key;
        std::atomic<std::int64_t> used_ms{0};
        std::int64_t written_ms = 0;
    };
    using EntryPointer = std::shared_ptr<Entry>;
    void put(ApiKey key);

    mutable std::shared_mutex mutex_;
    std::unordered_map<model::ApiKeyId, EntryPointer> by_id_;
    std::unordered_map<std::string, EntryPointer> by_hash_;
};

}  // namespace auth
