// Boost.URL compiled without its library. On its own, so that a program where another library
// brings Boost.URL too does not take this object.
#include <boost/url/src.hpp>
