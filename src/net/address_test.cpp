#include "net/address.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>

#include "net/loop.hpp"

namespace {

bool is_public(std::string_view text) {
    const auto address = net::Address::parse(text);
    REQUIRE(address);
    return address->is_public();
}

bool in_range(std::string_view range, std::string_view address) {
    return net::AddressRange::parse(range)->contains(*net::Address::parse(address));
}

}  // namespace

TEST_CASE("an address is read in its usual forms, and nothing else is") {
    CHECK(net::Address::parse("192.0.2.1")->to_text() == "192.0.2.1");
    CHECK(net::Address::parse("::ffff:192.0.2.1")->to_text() == "192.0.2.1");
    CHECK(net::Address::parse("[2001:db8::1]")->to_text() == "2001:db8::1");
    for (const auto bad : {"", "1.2.3", "1.2.3.4.5", "01.2.3.4", "0x7f.1", "2130706433",
                           "localhost", "::g", "1.2.3.4:80"})
        CHECK(!net::Address::parse(bad));
}

TEST_CASE("private, local, metadata and reserved addresses are not public") {
    for (const auto text : {"127.0.0.1",
                            "127.9.9.9",
                            "10.1.2.3",
                            "172.16.0.1",
                            "172.31.255.255",
                            "192.168.1.1",
                            "169.254.169.254",
                            "100.64.0.1",
                            "100.100.100.200",
                            "0.0.0.0",
                            "192.0.0.192",
                            "198.18.0.1",
                            "224.0.0.1",
                            "255.255.255.255",
                            "::",
                            "::1",
                            "fe80::1",
                            "fd00:ec2::254",
                            "fc00::1",
                            "ff02::1",
                            "2001:db8::1",
                            "::ffff:10.0.0.1",
                            "::ffff:169.254.169.254",
                            "::10.0.0.1",
                            "2002:0a00:0001::1",
                            "2002:7f00:1::",
                            "2002:a9fe:a9fe::",
                            "192.88.99.1",
                            "64:ff9b::a9fe:a9fe",
                            "2001::1"})
        CHECK_MESSAGE(!is_public(text), text);
}

TEST_CASE("addresses of the open internet are public") {
    for (const auto text : {"157.240.0.1", "8.8.8.8", "172.15.0.1", "172.32.0.1", "100.63.0.1",
                            "100.128.0.1", "2a03:2880:f003::1", "2606:4700::1", "::ffff:8.8.8.8",
                            "2002:0808:0808::1", "64:ff9b::808:808"})
        CHECK_MESSAGE(is_public(text), text);
}

TEST_CASE("a socket's address is read, and one of another family is none") {
    sockaddr_storage storage{};
    auto& socket_address = reinterpret_cast<sockaddr&>(storage);
    CHECK(!net::Address::of(socket_address));
    auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
    v4.sin_family = AF_INET;
    v4.sin_addr.s_addr = htonl(0x7F000001);
    CHECK(net::Address::of(socket_address) == net::Address::parse("127.0.0.1"));
    storage = {};
    auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
    v6.sin6_family = AF_INET6;
    v6.sin6_addr = in6addr_loopback;
    CHECK(net::Address::of(socket_address) == net::Address::parse("::1"));
}

TEST_CASE("loopback is an address of this machine, not a name that looks like one") {
    for (const auto* text :
         {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "0:0:0:0:0:0:0:1"})
        CHECK_MESSAGE(net::Endpoint(text, 80).is_loopback(), text);
    for (const auto* text : {"127.example", "127.", "::ffff:127.x", "::2", "10.0.0.1", ""})
        CHECK_MESSAGE(!net::Endpoint(text, 80).is_loopback(), text);
}

TEST_CASE("a range contains what shares its prefix") {
    CHECK(in_range("10.0.0.0/8", "10.255.0.1"));
    CHECK(!in_range("10.0.0.0/8", "11.0.0.1"));
    CHECK(in_range("192.168.4.0/22", "192.168.7.255"));
    CHECK(!in_range("192.168.4.0/22", "192.168.8.0"));
    CHECK(in_range("0.0.0.0/0", "8.8.8.8"));
    CHECK(!in_range("0.0.0.0/0", "2001:db8::1"));
    CHECK(in_range("::/0", "2001:db8::1"));
    CHECK(in_range("192.0.2.1", "::ffff:192.0.2.1"));
    CHECK(!net::AddressRange::parse("10.0.0.0/33"));
    CHECK(!net::AddressRange::parse("10.0.0.0/-1"));
    CHECK(!net::AddressRange::parse("proxy.example"));
}

TEST_CASE("limits count an IPv4 address alone and an IPv6 one with its /64") {
    CHECK(net::limit_key("192.0.2.1") == "192.0.2.1");
    CHECK(net::limit_key("::ffff:192.0.2.1") == "192.0.2.1");
    CHECK(net::limit_key("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
    CHECK(net::limit_key("2001:db8:1:2::9") == "2001:db8:1:2::/64");
    CHECK(net::limit_key("@") == "@");
}
