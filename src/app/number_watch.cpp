#include "app/number_watch.hpp"

namespace app {

void NumberWatch::add(const model::NumberId& number) {
    {
        const std::lock_guard lock(mutex_);
        if (!numbers_.insert(number).second) return;
    }
    if (observer_) observer_();
}

std::vector<model::NumberId> NumberWatch::all() const {
    const std::lock_guard lock(mutex_);
    return {numbers_.begin(), numbers_.end()};
}

}  // namespace app
