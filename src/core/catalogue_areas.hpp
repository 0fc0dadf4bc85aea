#pragma once

#include <array>
#include <span>

#include "core/catalogue.hpp"

namespace core {

using CatalogueRows = std::span<const CatalogueEntry>;

// One function an area, each in its file.
CatalogueRows alert_rows();
CatalogueRows app_rows();
CatalogueRows auth_rows();
CatalogueRows channel_rows();
CatalogueRows connection_rows();
CatalogueRows data_rows();
CatalogueRows http_rows();
CatalogueRows inbox_rows();
CatalogueRows json_rows();
CatalogueRows kind_rows();
CatalogueRows live_rows();
CatalogueRows net_rows();
CatalogueRows outbox_rows();
CatalogueRows sim_rows();
CatalogueRows socket_rows();
CatalogueRows webhook_rows();
CatalogueRows whatsapp_rows();

inline constexpr std::array catalogue_areas{
    &alert_rows,  &app_rows,   &auth_rows,   &channel_rows, &connection_rows, &data_rows,
    &http_rows,   &inbox_rows, &json_rows,   &kind_rows,    &live_rows,       &net_rows,
    &outbox_rows, &sim_rows,   &socket_rows, &webhook_rows, &whatsapp_rows};

}  // namespace core
