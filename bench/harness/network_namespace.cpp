#include "bench/harness/network_namespace.hpp"

#include "bench/harness/system_files.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include <arpa/inet.h>
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

/// A netlink request that grows by attributes.
class link_request {
 public:
  link_request() {
    header_.nlmsg_len = NLMSG_LENGTH(0);
    header_.nlmsg_type = RTM_NEWLINK;
    header_.nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK;
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

  /// Begins an attribute that holds others; `end` takes what this returns.
  std::size_t begin(std::uint16_t type) {
    const auto place = header_.nlmsg_len;
    attribute(type, nullptr, 0);
    return place;
  }

  void end(std::size_t place) {
    const auto size = static_cast<std::uint16_t>(header_.nlmsg_len - place);
    std::memcpy(bytes_.data() + place, &size, sizeof(size));
  }

  /// Asks the kernel and reads its verdict.
  bool send() {
    std::memcpy(bytes_.data(), &header_, sizeof(header_));
    const int kernel = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (kernel < 0)
      return false;
    std::array<char, 512> answer{};
    bool done = ::send(kernel, bytes_.data(), header_.nlmsg_len, 0) > 0;
    done = done && recv(kernel, answer.data(), answer.size(), 0) > 0;
    close(kernel);
    nlmsgerr verdict{};
    std::memcpy(&verdict, answer.data() + NLMSG_HDRLEN, sizeof(verdict));
    return done && verdict.error == 0;
  }

 private:
  nlmsghdr header_{};
  std::array<char, 512> bytes_{};
};

} // namespace

bool enter_new_network() {
  if (unshare(CLONE_NEWNET) != 0)
    return false;
  write_text("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1"); // absent without IPv6
  return true;
}

bool make_eth0(pid_t other_end, bool up) {
  link_request request;
  request.put_interface(up);
  request.attribute(IFLA_IFNAME, "eth0");
  const auto info = request.begin(IFLA_LINKINFO);
  request.attribute(IFLA_INFO_KIND, "veth");
  const auto data = request.begin(IFLA_INFO_DATA);
  const auto peer = request.begin(VETH_INFO_PEER);
  request.put_interface(up);
  request.attribute(IFLA_IFNAME, "veth" + std::to_string(getpid()));
  request.attribute(IFLA_NET_NS_PID, &other_end, sizeof(other_end));
  request.end(peer);
  request.end(data);
  request.end(info);
  return request.send();
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
  frame[0] = 0x02; // to a locally administered address that nobody has
  frame[12] = 0x08;
  if (eth0 >= 0 && send(eth0, frame.data(), frame.size(), MSG_DONTWAIT) < 0)
    return; // a full queue drops frames as a network does
}

} // namespace docker_monitor::bench
