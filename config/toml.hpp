#pragma once

// toml++, without exceptions. Its assertion that a key begins with a letter fails for input such as
// "[.", although it reports just that a few lines further on. So its assertions are off.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ASSERT(condition) static_assert(true)
#include <toml++/toml.h>
