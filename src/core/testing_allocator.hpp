#pragma once

namespace core {

// Under a sanitizer malloc is the sanitizer's: what a test measures of the allocator says nothing
// then.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool allocator_is_replaced = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool allocator_is_replaced = true;
#else
inline constexpr bool allocator_is_replaced = false;
#endif
#else
inline constexpr bool allocator_is_replaced = false;
#endif

}  // namespace core
