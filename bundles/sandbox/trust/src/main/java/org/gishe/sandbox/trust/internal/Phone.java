/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.trust.internal;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Reply;
import org.gishe.sandbox.trust.internal.Credentials.Credential;
import org.gishe.sandbox.trust.internal.Transactions.Transaction;

/**
 * The person's phone: what waits for approval, each document with name and fingerprint, and until when; one-time passwords. Instead of unlocking a phone one names
 * the credential; plain pages that need no script. With {@code Accept: application/json} the same for a machine.
 */
final class Phone {

    private static final DateTimeFormatter UNTIL =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.of("Europe/Sofia"));

    private final Transactions transactions;
    private final Credentials credentials;
    private final InstantSource clock;

    Phone(Transactions transactions, Credentials credentials, InstantSource clock) {
        this.transactions = transactions;
        this.credentials = credentials;
        this.clock = clock;
    }

    Reply handle(Call call) {
        String rest = call.path().substring("/phone".length());
        if (call.method().equals("GET") && (rest.isEmpty() || rest.equals("/") || rest.equals("/pending"))) {
            return call.json() || rest.equals("/pending") ? list(call) : show(call);
        }
        if (call.method().equals("GET") && rest.equals("/otp")) {
            return credentials
                    .sentOtp(call.query("credential"))
                    .map(otp -> Reply.json(200, Data.EMPTY.with("otp", otp)))
                    .orElseGet(() -> Reply.empty(404));
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
                                .put("fingerprint", String.join(" ", fingerprints(each)))
                                .put(
                                        "documents",
                                        Json.array(each.documents().stream()
                                                .map(Data::of)
                                                .toList()))
                                .put(
                                        "fingerprints",
                                        Json.array(fingerprints(each).stream()
                                                .map(Data::of)
                                                .toList()))
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
        Optional<Credential> credential = credentials.find(call.query("credential"));
        var page = new StringBuilder();
        if (credential.isEmpty()) {
            page.append("<p>")
                    .append(english ? "Whose phone is this?" : "Чий е този телефон?")
                    .append("</p><ul>");
            for (Credential each : credentials.all().stream().limit(40).toList()) {
                page.append("<li><a href=\"/tsp/phone?credential=")
                        .append(each.id())
                        .append(english ? "&amp;lang=en" : "")
                        .append("\">")
                        .append(Reply.escape(each.person().name()))
                        .append("</a></li>");
            }
            page.append("</ul>");
        } else {
            List<Transaction> pending = transactions.pending(credential.get().id());
            page.append("<p>")
                    .append(Reply.escape(credential.get().person().name()))
                    .append("</p>");
            credentials.sentOtp(credential.get().id()).ifPresent(otp -> page.append("<p role=\"status\">")
                    .append(english ? "One-time password: " : "Еднократна парола: ")
                    .append("<strong>")
                    .append(otp)
                    .append("</strong></p>"));
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
        return "<section>" + documents(transaction, english) + "<p>" + time(transaction, english) + "</p>"
                + "<form method=\"post\" action=\"/tsp/phone/" + transaction.id() + "/approve\">" + hidden + "<button>"
                + (english ? "Approve and sign" : "Потвърждавам и подписвам") + "</button></form>"
                + "<form method=\"post\" action=\"/tsp/phone/" + transaction.id() + "/reject\">" + hidden
                + "<button class=\"no\">" + (english ? "Reject" : "Отказвам") + "</button></form></section>";
    }

    /** Until when, in words; the seconds count down without a script and are not read aloud. */
    private String time(Transaction transaction, boolean english) {
        long left = left(transaction);
        String until = UNTIL.format(transaction.created().plus(Transactions.LIFE));
        return (english ? "You can decide until " : "Можете да решите до ") + "<time>" + until + "</time>"
                + " <span aria-hidden=\"true\">(<span class=\"left\" style=\"--left:" + left + ";animation-duration:"
                + left + "s\"></span>" + (english ? " s" : " сек.") + ")</span>";
    }

    private long left(Transaction transaction) {
        return Math.max(
                0,
                Duration.between(clock.instant(), transaction.created().plus(Transactions.LIFE))
                        .toSeconds());
    }

    /** What is signed under one consent, as HTML: each document with its fingerprint. */
    static String documents(Transaction transaction, boolean english) {
        List<String> fingerprints = fingerprints(transaction);
        String word = english ? "Fingerprint" : "Отпечатък";
        var list = new StringBuilder();
        boolean one = fingerprints.size() == 1;
        if (one || transaction.documents().isEmpty()) {
            String name = transaction.documents().isEmpty()
                    ? transaction.title()
                    : transaction.documents().get(0);
            list.append("<h2>")
                    .append(
                            name.isBlank()
                                    ? english ? "A document without a name" : "Документ без име"
                                    : Reply.escape(name))
                    .append("</h2>");
        }
        list.append(one ? "<p>" : "<ol>");
        for (int i = 0; i < fingerprints.size(); i++) {
            list.append(one ? "" : "<li>");
            if (!one && !transaction.documents().isEmpty()) {
                list.append("<strong>")
                        .append(Reply.escape(transaction.documents().get(i)))
                        .append("</strong> ");
            }
            list.append(word)
                    .append(" <code>")
                    .append(fingerprints.get(i))
                    .append("</code>")
                    .append(one ? "" : "</li>");
        }
        return list.append(one ? "</p>" : "</ol>").toString();
    }

    /** First and last four bytes of each hash. */
    private static List<String> fingerprints(Transaction transaction) {
        return transaction.hashes().stream()
                .map(hash -> HexFormat.of().formatHex(Base64.getDecoder().decode(hash)))
                .map(hex -> hex.substring(0, 8) + "…" + hex.substring(56))
                .toList();
    }
}
