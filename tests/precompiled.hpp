// What every test includes, precompiled: reading it takes longer than most tests do.
#include <caf/test/unit_test.hpp>
#undef CAF_SUITE // each test names its own before it includes that again

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>
