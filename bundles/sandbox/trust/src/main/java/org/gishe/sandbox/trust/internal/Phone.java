/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Invented;
import org.gishe.sandbox.host.Reply;
import org.gishe.sandbox.trust.internal.Transactions.Transaction;

/**
 * The person's phone: what waits for approval, with document name and fingerprint. Instead of unlocking a phone one names
 * the credential; plain pages that need no script. With {@code Accept: application/json} the same for a machine.
 */
final class Phone {

    private final Transactions transactions;
    private final Map<String, Invented> credentials;
    private final InstantSource clock;

    Phone(Transactions transactions, Map<String, Invented> credentials, InstantSource clock) {
        this.transactions = transactions;
        this.credentials = credentials;
        this.clock = clock;
    }

    Reply handle(Call call) {
        String rest = call.path().substring("/phone".length());
        if (call.method().equals("GET") && (rest.isEmpty() || rest.equals("/") || rest.equals("/pending"))) {
            return call.json() || rest.equals("/pending") ? list(call) : show(call);
        }
        String[] parts = rest.split("/");
        if (call.method().equals("POST")
                && parts.length == 3
                && List.of("approve", "reject").contains(parts[2])) {
            return decide(call, parts[1], parts[2].equals("approve"));
        }
        return Reply.empty(404);
    }

    private Reply list(Call call) {
        return Reply.json(
                200,
                Json.array(transactions.pending(call.query("credential")).stream()
                        .map(each -> Json.object()
                                .put("id", each.id())
                                .put("title", each.title())
                                .put("fingerprint", fingerprint(each))
                                .put("secondsLeft", left(each))
                                .build())
                        .toList()));
    }

    private Reply decide(Call call, String id, boolean approved) {
        boolean decided = transactions.decide(id, approved);
        if (call.json()) {
            return decided ? Reply.json(200, Data.EMPTY.with("approved", Data.of(approved))) : Reply.empty(409);
        }
        boolean english = call.form().getOrDefault("lang", "bg").equals("en");
        String words = !decided
                ? english ? "This request is no longer open." : "Това искане вече не е отворено."
                : approved
                        ? english
                                ? "Signed. You can go back to the portal."
                                : "Подписано. Можете да се върнете в портала."
                        : english ? "Rejected. Nothing was signed." : "Отказано. Нищо не е подписано.";
        return Reply.page(
                decided ? 200 : 409,
                english ? "en" : "bg",
                english ? "Your phone" : "Вашият телефон",
                "<p role=\"status\">" + words + "</p>");
    }

    private Reply show(Call call) {
        boolean english = call.query("lang").equals("en");
        String credential = call.query("credential");
        Invented person = credentials.get(credential);
        var page = new StringBuilder();
        if (person == null) {
            page.append("<p>")
                    .append(english ? "Whose phone is this?" : "Чий е този телефон?")
                    .append("</p><ul>");
            for (var entry : credentials.entrySet().stream().limit(40).toList()) {
                page.append("<li><a href=\"/tsp/phone?credential=")
                        .append(entry.getKey())
                        .append(english ? "&amp;lang=en" : "")
                        .append("\">")
                        .append(Reply.escape(entry.getValue().name()))
                        .append("</a></li>");
            }
            page.append("</ul>");
        } else {
            List<Transaction> pending = transactions.pending(credential);
            page.append("<p>").append(Reply.escape(person.name())).append("</p>");
            if (pending.isEmpty()) {
                page.append("<p>")
                        .append(english ? "Nothing waits for your signature." : "Нищо не чака Вашия подпис.")
                        .append("</p>");
            }
            for (Transaction each : pending) {
                page.append(request(each, english));
            }
        }
        return Reply.page(200, english ? "en" : "bg", english ? "Your phone" : "Вашият телефон", page.toString());
    }

    private String request(Transaction transaction, boolean english) {
        String hidden = "<input type=\"hidden\" name=\"lang\" value=\"" + (english ? "en" : "bg") + "\">";
        return "<section><h2>" + Reply.escape(transaction.title()) + "</h2><p>"
                + (english ? "Fingerprint" : "Отпечатък") + " <code>" + fingerprint(transaction) + "</code><br>"
                + (english ? "Time left" : "Остават") + " " + left(transaction) + (english ? " s" : " сек.") + "</p>"
                + "<form method=\"post\" action=\"/tsp/phone/" + transaction.id() + "/approve\">" + hidden + "<button>"
                + (english ? "Approve and sign" : "Потвърждавам и подписвам") + "</button></form>"
                + "<form method=\"post\" action=\"/tsp/phone/" + transaction.id() + "/reject\">" + hidden
                + "<button class=\"no\">" + (english ? "Reject" : "Отказвам") + "</button></form></section>";
    }

    private long left(Transaction transaction) {
        return Math.max(
                0,
                Duration.between(clock.instant(), transaction.created().plus(Transactions.LIFE))
                        .toSeconds());
    }

    /** First and last four bytes of each hash. */
    private static String fingerprint(Transaction transaction) {
        return transaction.hashes().stream()
                .map(hash -> HexFormat.of().formatHex(Base64.getDecoder().decode(hash)))
                .map(hex -> hex.substring(0, 8) + "…" + hex.substring(56))
                .reduce((a, b) -> a + " " + b)
                .orElse("");
    }
}
