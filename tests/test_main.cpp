// The one place where CAF's test runner is compiled.
#undef CAF_TEST_NO_MAIN
#include <caf/test/unit_test.hpp>
#include <caf/test/unit_test_impl.hpp>
