#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "net/http/message.hpp"

namespace net::http {

// A file as it is served. The frames are shared with every answer; an encoding that gains nothing
// is absent.
struct StaticFile {
    std::string path;  // "/assets/index-Bx3f.js"
    std::string content_type;
    std::string etag;  // in its quotes
    Frame identity;
    Frame gzip{};
    Frame brotli{};
    // Its name has a hash of its content: it never changes.
    bool immutable = false;
};

struct StaticOptions {
    std::string content_security_policy{};  // for HTML
    // What a GET for a page's own address (no file, no dot in its last segment) gets: the page
    // routes by itself. "": nothing.
    std::string page = "/index.html";
    // Below these no address is the page's: a mistyped call must not be answered with a page.
    std::vector<std::string> not_page = {"/api/", "/socket.io/", "/webhooks/"};
};

// Files in memory: conditional requests, the best encoding that the client takes, caching for ever
// of hashed names and revalidation of all others.
class StaticFiles {
public:
    StaticFiles(std::vector<StaticFile> files, StaticOptions options);

    // GET and HEAD; 404 where there is no such file, 405 for other methods.
    Response answer(const Request& request) const;
    bool empty() const { return files_.empty(); }

private:
    const StaticFile* find(const Request& request) const;
    Response served(const StaticFile& file, const Request& request) const;

    std::map<std::string, StaticFile, std::less<>> files_;
    StaticOptions options_;
};

// Whether a name ends in a hash before its extension, as the bundler names what never changes:
// "index-Bx3fA9_k.js".
bool has_hashed_name(std::string_view path);

}  // namespace net::http
