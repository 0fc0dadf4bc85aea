#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

// One webhook of the recorded ones (pywa's): its name there, and Meta's whole body.
struct WebhookCase {
    std::string name;
    boost::json::object body;
};

// All there are, from the folder that CHASQUI_FIXTURES names (default ../shared/fixtures); none
// where it is absent: the test says that it is skipped.
std::vector<WebhookCase> webhook_cases();
