#include "bench/machine/network_namespace.hpp"

#include "bench/machine/system_files.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

namespace docker_monitor::bench {

namespace {

/// A netlink request to which attributes are added.
class link_request {
 public:
  explicit link_request(unsigned flags) {
    header_.nlmsg_len = NLMSG_LENGTH(0);
    header_.nlmsg_type = RTM_NEWLINK;
    header_.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | NLM_F_ACK | flags);
  }

  void put(const void* data, std::size_t size) {
    std::memcpy(bytes_.data() + header_.nlmsg_len, data, size);
    header_.nlmsg_len += static_cast<std::uint32_t>(NLMSG_ALIGN(size));
  }

  void put_interface(bool up) {
    ifinfomsg interface {};
    interface.ifi_flags = up ? IFF_UP : 0;
    interface.ifi_change = up ? IFF_UP : 0;
    put(&interface, sizeof(interface));
  }

  void attribute(std::uint16_t type, const void* data, std::size_t size) {
    const rtattr head{static_cast<std::uint16_t>(RTA_LENGTH(size)), type};
    put(&head, sizeof(head));
    put(data, size);
  }

  void attribute(std::uint16_t type, std::string_view text) {
    attribute(type, text.data(), text.size());
  }

  /// Begins a nested attribute. `end` takes the returned place.
  std::size_t begin(std::uint16_t type) {
    const auto place = header_.nlmsg_len;
    attribute(type, nullptr, 0);
    return place;
  }

  void end(std::size_t place) {
    const auto size = static_cast<std::uint16_t>(header_.nlmsg_len - place);
    std::memcpy(bytes_.data() + place, &size, sizeof(size));
  }

  /// Sends the request and returns the kernel's answer.
  bool send(int kernel) {
    std::memcpy(bytes_.data(), &header_, sizeof(header_));
    std::array<char, 512> answer{};
    if (::send(kernel, bytes_.data(), header_.nlmsg_len, 0) <= 0
        || recv(kernel, answer.data(), answer.size(), 0) <= 0)
      return false;
    nlmsgerr verdict{};
    std::memcpy(&verdict, answer.data() + NLMSG_HDRLEN, sizeof(verdict));
    return verdict.error == 0;
  }

 private:
  nlmsghdr header_{};
  std::array<char, 512> bytes_{};
};

/// Opens a socket for the interfaces of the current namespace.
int open_kernel() {
  return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
}

bool bring_up(int kernel, std::string_view name) {
  link_request request{0};
  request.put_interface(true);
  request.attribute(IFLA_IFNAME, name);
  return request.send(kernel);
}

} // namespace

bool enter_new_network() {
  if (unshare(CLONE_NEWNET) != 0)
    return false;
  write_text("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1"); // absent without IPv6
  return true;
}

network_home open_network_home() {
  return {open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), open_kernel()};
}

bool make_eth0(const network_home& other_end, const std::string& name, bool up) {
  link_request request{NLM_F_CREATE | NLM_F_EXCL};
  request.put_interface(false); // an interface cannot come up without its peer
  request.attribute(IFLA_IFNAME, "eth0");
  const auto info = request.begin(IFLA_LINKINFO);
  request.attribute(IFLA_INFO_KIND, "veth");
  const auto data = request.begin(IFLA_INFO_DATA);
  const auto peer = request.begin(VETH_INFO_PEER);
  request.put_interface(false);
  request.attribute(IFLA_IFNAME, name);
  request.attribute(IFLA_NET_NS_FD, &other_end.network, sizeof(other_end.network));
  request.end(peer);
  request.end(data);
  request.end(info);
  const int here = open_kernel();
  const bool done =
      request.send(here) && (!up || (bring_up(other_end.kernel, name) && bring_up(here, "eth0")));
  close(here);
  return done;
}

int open_eth0() {
  const int packets = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_IP);
  address.sll_ifindex = static_cast<int>(if_nametoindex("eth0"));
  if (packets >= 0 && bind(packets, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0)
    return packets;
  close(packets);
  return -1;
}

void send_frame(int eth0) {
  std::array<unsigned char, 64> frame{};
  frame[0] = 0x02; // to an unused locally administered address
  frame[12] = 0x08;
  if (eth0 >= 0 && send(eth0, frame.data(), frame.size(), MSG_DONTWAIT) < 0)
    return; // a full queue drops frames as a network does
}

} // namespace docker_monitor::bench
