#include "inbox/lists_store.hpp"

namespace inbox {

std::string stream_sql(const Stream& stream, Towards towards) {
    // Each WHERE repeats the condition of a partial index, so that the index serves.
    std::string sql = "SELECT updated_at, id FROM conversations WHERE ";
    sql += stream.number.empty() ? "assignee_id = $1 AND assignee_id <> '' AND case_state = $2 "
                                 : "number_id = $1 AND team_id = $2 AND case_state = $3 ";
    if (stream.narrowing == Narrowing::unread) sql += "AND unread > 0 ";
    if (stream.narrowing == Narrowing::unassigned) sql += "AND assignee_id = '' ";
    const bool before = towards == Towards::before;
    sql += "AND (updated_at, id) ";
    sql += before ? "< " : "> ";
    sql += stream.number.empty() ? "($3, $4) " : "($4, $5) ";
    sql += before ? "ORDER BY updated_at DESC, id DESC " : "ORDER BY updated_at, id ";
    sql += stream.number.empty() ? "LIMIT $5" : "LIMIT $6";
    return sql;
}

void read_stream(store::Transaction& tx, const Stream& stream, const StreamRange& range,
                 std::vector<ListPlace>& places) {
    const auto sql = stream_sql(stream, range.towards);
    auto rows = stream.number.empty()
                    ? tx.rows(sql, {stream.assignee.text(), stream.case_state,
                                    range.from.updated_at, range.from.id, range.limit})
                    : tx.rows(sql, {stream.number.text(), stream.team.text(), stream.case_state,
                                    range.from.updated_at, range.from.id, range.limit});
    while (rows.next()) places.push_back({rows.time(0), rows.text(1)});
}

}  // namespace inbox
