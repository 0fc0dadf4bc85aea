#include "auth/key_ring.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include "auth/auth_events.hpp"
#include "auth/auth_store.hpp"
#include "core/check.hpp"
#include "core/json.hpp"

namespace auth {
namespace {

constexpr std::int64_t coarse_ms = 60'000;

template <class Id>
std::set<Id> ids(core::JsonReader& reader, std::string_view field) {
    std::set<Id> all;
    for (auto& text : reader.texts_or_empty(field)) all.emplace(std::move(text));
    return all;
}

ApiKey read_key(const core::json::value& value) {
    core::JsonReader reader(value);
    ApiKey key;
    key.id = model::ApiKeyId{reader.text("id")};
    key.owner = model::UserId{reader.text("owner")};
    key.name = reader.text("name");
    key.shown = reader.text("shown");
    key.hash = reader.text("hash");
    key.role = model::parse_role(reader.text("role")).value_or(model::Role::agent);
    key.teams = ids<model::TeamId>(reader, "teams");
    key.numbers = ids<model::NumberId>(reader, "numbers");
    key.limit = {static_cast<std::uint32_t>(reader.integer("limitMax")),
                 core::Milliseconds{reader.integer("limitWindowMs")}};
    key.created_at = core::from_epoch_ms(reader.integer("createdAtMs"));
    if (const auto expires = reader.integer("expiresAtMs"); expires != 0)
        key.expires_at = core::from_epoch_ms(expires);
    core::check(!reader.fault(), "an API key's event has an API key's shape");
    return key;
}

}  // namespace

void KeyRing::put(ApiKey key) {
    auto entry = std::make_shared<Entry>();
    if (key.last_used_at) {
        entry->written_ms = core::to_epoch_ms(*key.last_used_at);
        entry->used_ms = entry->written_ms;
    }
    entry->key = std::make_shared<const ApiKey>(std::move(key));
    const std::unique_lock lock(mutex_);
    by_hash_[entry->key->hash] = entry;
    by_id_[entry->key->id] = entry;
}

void KeyRing::load(store::Transaction& tx) {
    {
        const std::unique_lock lock(mutex_);
        by_id_.clear();
        by_hash_.clear();
    }
    for (auto& key : all_api_keys(tx)) put(std::move(key));
}

std::optional<model::ApiKeyId> KeyRing::take(const model::Event& event) {
    const auto value = core::parse_json(event.data);
    core::check(value.has_value(), "events of ours are JSON");
    core::JsonReader reader(*value);
    auto key = read_key(*value);
    if (!reader.boolean_or("over", false)) {
        put(std::move(key));
        return std::nullopt;
    }
    const std::unique_lock lock(mutex_);
    by_hash_.erase(key.hash);
    by_id_.erase(key.id);
    return key.id;
}

KeyRing::Key KeyRing::find_by_hash(const std::string& hash) const {
    const std::shared_lock lock(mutex_);
    const auto found = by_hash_.find(hash);
    return found == by_hash_.end() ? nullptr : found->second->key;
}

KeyRing::Key KeyRing::find(const model::ApiKeyId& id) const {
    const std::shared_lock lock(mutex_);
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second->key;
}

std::vector<ApiKey> KeyRing::all() const {
    std::vector<ApiKey> keys;
    {
        const std::shared_lock lock(mutex_);
        for (const auto& [id, entry] : by_id_) {
            auto key = *entry->key;
            if (const auto used = entry->used_ms.load(); used != 0)
                key.last_used_at = core::from_epoch_ms(used);
            keys.push_back(std::move(key));
        }
    }
    std::sort(keys.begin(), keys.end(), [](const ApiKey& a, const ApiKey& b) {
        return std::tie(a.name, a.id) < std::tie(b.name, b.id);
    });
    return keys;
}

void KeyRing::note_use(const ApiKey& key, core::WallTime now) const {
    const auto minute = core::to_epoch_ms(now) / coarse_ms * coarse_ms;
    const std::shared_lock lock(mutex_);
    const auto found = by_id_.find(key.id);
    if (found != by_id_.end() && found->second->used_ms.load(std::memory_order_relaxed) < minute)
        found->second->used_ms.store(minute, std::memory_order_relaxed);
}

std::vector<KeyRing::Use> KeyRing::take_uses() {
    std::vector<Use> uses;
    const std::unique_lock lock(mutex_);
    for (auto& [id, entry] : by_id_) {
        const auto used = entry->used_ms.load();
        if (std::exchange(entry->written_ms, used) != used)
            uses.push_back({id, core::from_epoch_ms(used)});
    }
    return uses;
}

}  // namespace auth
