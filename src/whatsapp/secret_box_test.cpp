#include "whatsapp/secret_box.hpp"

#include <doctest/doctest.h>

using whatsapp::SecretBox;

TEST_CASE("what is sealed opens under the same key and for the same row alone") {
    core::SeededRandom random(1);
    const SecretBox box("master", random);
    const auto sealed = box.seal("EAAG-token", "channel_numbers/106");
    CHECK(sealed.find("EAAG") == std::string::npos);
    CHECK(box.open(sealed, "channel_numbers/106") == "EAAG-token");
    CHECK(box.open(sealed, "channel_numbers/107") == std::nullopt);
    CHECK(SecretBox("other", random).open(sealed, "channel_numbers/106") == std::nullopt);
}

TEST_CASE("the same secret is sealed differently each time, and an empty one too") {
    core::SeededRandom random(2);
    const SecretBox box("master", random);
    CHECK(box.seal("x", "row") != box.seal("x", "row"));
    CHECK(box.open(box.seal("", "row"), "row") == "");
}

TEST_CASE("a changed, cut or foreign text does not open") {
    core::SeededRandom random(3);
    const SecretBox box("master", random);
    const auto sealed = box.seal("secret", "row");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        auto changed = sealed;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        CHECK_MESSAGE(box.open(changed, "row") != "secret", i);
    }
    CHECK(box.open(sealed.substr(0, 20), "row") == std::nullopt);
    CHECK(box.open("", "row") == std::nullopt);
    CHECK(box.open("not base64!", "row") == std::nullopt);
}
