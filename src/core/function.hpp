#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace core {

template <class Signature>
class UniqueFunction;

// A callable that owns what it captures and moves without copying it (std::move_only_function of
// C++23).
template <class R, class... A>
class UniqueFunction<R(A...)> {
public:
    UniqueFunction() = default;
    template <class F>
        requires(!std::is_same_v<std::decay_t<F>, UniqueFunction> &&
                 std::is_invocable_r_v<R, F&, A...>)
    UniqueFunction(F&& callable)
        : target_(std::make_unique<Holder<std::decay_t<F>>>(std::forward<F>(callable))) {}

    R operator()(A... arguments) { return target_->call(std::forward<A>(arguments)...); }
    explicit operator bool() const { return target_ != nullptr; }

private:
    struct Target {
        virtual ~Target() = default;
        virtual R call(A... arguments) = 0;
    };
    template <class F>
    struct Holder final : Target {
        explicit Holder(F&& callable) : callable(std::move(callable)) {}
        explicit Holder(const F& callable) : callable(callable) {}
        R call(A... arguments) override { return callable(std::forward<A>(arguments)...); }
        F callable;
    };
    std::unique_ptr<Target> target_;
};

using Callback = UniqueFunction<void()>;

}  // namespace core
