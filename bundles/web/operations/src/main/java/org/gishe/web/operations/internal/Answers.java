/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.util.ArrayList;
import java.util.List;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.core.Response;
import org.gishe.api.base.Data;
import org.gishe.json.Json;

/** A list of like things: JSON for a machine, a table in plain text for a person at a terminal. */
final class Answers {

    static final String JSON = "application/json";
    static final String TEXT = "text/plain";

    private Answers() {}

    static Response list(HttpServletRequest request, List<String> columns, List<Data.Obj> rows, String none) {
        return wantsText(request)
                ? Response.ok(rows.isEmpty() ? none : table(columns, rows), TEXT + ";charset=utf-8")
                        .build()
                : Response.ok(Json.write(Json.array(rows)), JSON).build();
    }

    static Response one(HttpServletRequest request, int status, Data.Obj object, String text) {
        return wantsText(request)
                ? Response.status(status)
                        .entity(text)
                        .type(TEXT + ";charset=utf-8")
                        .build()
                : Response.status(status).entity(Json.write(object)).type(JSON).build();
    }

    static boolean wantsText(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return accept != null && accept.startsWith(TEXT);
    }

    static String table(List<String> columns, List<Data.Obj> rows) {
        var lines = new ArrayList<List<String>>();
        lines.add(columns);
        for (Data.Obj row : rows) {
            lines.add(columns.stream()
                    .map(column -> cell(row.members().get(column)))
                    .toList());
        }
        var table = new StringBuilder();
        for (List<String> line : lines) {
            var text = new StringBuilder();
            for (int i = 0; i < columns.size(); i++) {
                int column = i;
                int width = lines.stream()
                        .mapToInt(each -> each.get(column).length())
                        .max()
                        .orElse(0);
                String cell = line.get(i);
                text.append(cell);
                if (i < columns.size() - 1) {
                    text.append(" ".repeat(width - cell.length() + 2));
                }
            }
            table.append(text.toString().stripTrailing()).append('\n');
        }
        return table.toString();
    }

    private static String cell(Data value) {
        if (value instanceof Data.Text text) {
            return text.value();
        }
        if (value instanceof Data.Num number) {
            return number.value().toPlainString();
        }
        if (value instanceof Data.Bool bool) {
            return String.valueOf(bool.value());
        }
        if (value instanceof Data.Arr array) {
            return array.items().stream()
                    .map(Answers::cell)
                    .reduce((a, b) -> a + "; " + b)
                    .orElse("");
        }
        return "";
    }
}
