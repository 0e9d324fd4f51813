/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.service.Finding;
import org.gishe.json.Json;

/**
 * A request that is not answered as it was asked, told as RFC 9457 wants it: a stable type, what happened, what to do next.
 * Thrown by whoever finds it; the door makes an answer of it, for a machine or a person. It is an answer, not a fault: it
 * has no stack trace and is not logged.
 */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Media type of RFC 9457. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private final int status;
    private final String name;
    private final transient LocalText title;
    private final transient LocalText detail;
    private final transient List<Finding> findings;
    private final transient Map<String, Data> members;
    private final transient Map<String, String> headers;

    private Problem(
            int status,
            String name,
            LocalText title,
            LocalText detail,
            List<Finding> findings,
            Map<String, Data> members,
            Map<String, String> headers) {
        super(name, null, false, false);
        this.status = status;
        this.name = name;
        this.title = title;
        this.detail = detail;
        this.findings = findings;
        this.members = members;
        this.headers = headers;
    }

    /**
     * @param status HTTP status, 400 to 599
     * @param name stable name of the type, for example {@code not-found}
     * @param title what happened
     * @param detail what it means for the person and what to do next
     */
    public static Problem of(int status, String name, LocalText title, LocalText detail) {
        return new Problem(status, name, title, detail, List.of(), Map.of(), Map.of());
    }

    /** With what must be mended in which field. */
    public Problem findings(List<Finding> list) {
        return new Problem(status, name, title, detail, List.copyOf(list), members, headers);
    }

    /** With a member of its own in the answer. */
    public Problem with(String member, Data value) {
        var copy = new LinkedHashMap<>(members);
        copy.put(member, value);
        return new Problem(status, name, title, detail, findings, copy, headers);
    }

    /** With a header of its own. */
    public Problem header(String header, String value) {
        var copy = new LinkedHashMap<>(headers);
        copy.put(header, value);
        return new Problem(status, name, title, detail, findings, members, copy);
    }

    public int status() {
        return status;
    }

    public String name() {
        return name;
    }

    public LocalText title() {
        return title;
    }

    public LocalText detail() {
        return detail;
    }

    public List<Finding> findings() {
        return findings;
    }

    public Map<String, String> headers() {
        return headers;
    }

    /** The answer's body. */
    public Data.Obj json(Locale language) {
        var json = Json.object()
                .put("type", "urn:gishe:problem:" + name)
                .put("title", title.in(language))
                .put("status", status)
                .put("detail", detail.in(language));
        if (!findings.isEmpty()) {
            json.put("findings", findings(findings, language));
        }
        members.forEach(json::put);
        return json.build();
    }

    /** Findings as the API writes them everywhere. */
    public static Data.Arr findings(List<Finding> findings, Locale language) {
        List<Data> items = new ArrayList<>();
        for (Finding finding : findings) {
            items.add(Json.object()
                    .put("pointer", finding.pointer())
                    .put("text", finding.text().in(language))
                    .build());
        }
        return Json.array(items);
    }

    /** 401: nobody is logged in, or no longer. */
    public static Problem loginRequired() {
        return of(
                401,
                "login-required",
                LocalText.of("Трябва да влезете", "You need to log in"),
                LocalText.of(
                        "Не сте влезли или времето Ви е изтекло. Влезте и опитайте отново.",
                        "You are not logged in, or your session has ended. Log in and try again."));
    }

    /** 401: for operators only. */
    public static Problem operatorRequired() {
        return of(
                        401,
                        "operator-required",
                        LocalText.of("Само за оператори", "For operators only"),
                        LocalText.of(
                                "Името или паролата на оператора липсват или са грешни. Изпратете ги с HTTP Basic.",
                                "The operator's name or password is missing or wrong. Send them by HTTP Basic."))
                .header("WWW-Authenticate", "Basic realm=\"gishe operations\", charset=\"UTF-8\"");
    }

    /** 401: an address for other systems, and nobody said who calls. */
    public static Problem tokenRequired() {
        return of(
                        401,
                        "token-required",
                        LocalText.of("Трябва да кажете кой пита", "Say who is asking"),
                        LocalText.of(
                                "Вземете достъпен код от /api/v1/token с името и паролата на Вашата система и го изпратете"
                                        + " като „Authorization: Bearer …“.",
                                "Get a token from /api/v1/token with your system's name and password, and send it as"
                                        + " \"Authorization: Bearer …\"."))
                .header(
                        "WWW-Authenticate",
                        "Bearer realm=\"gishe\", Basic realm=\"gishe operations\", charset=\"UTF-8\"");
    }

    /** 401: a token that does not count, or no longer (RFC 6750, section 3.1). */
    public static Problem tokenInvalid() {
        return of(
                        401,
                        "token-invalid",
                        LocalText.of("Достъпният код не важи", "The token does not count"),
                        LocalText.of(
                                "Изтекъл е, отнет е или никога не е бил издаван. Вземете нов от /api/v1/token и опитайте"
                                        + " отново.",
                                "It has expired, was taken back or was never given. Get a new one from /api/v1/token and"
                                        + " try again."))
                .header("WWW-Authenticate", "Bearer realm=\"gishe\", error=\"invalid_token\"");
    }

    /** 403: for an officer whose role does not allow it. */
    public static Problem notAllowed() {
        return of(
                403,
                "not-allowed",
                LocalText.of("Нямате право на това", "You may not do this"),
                LocalText.of(
                        "Ролята Ви не го позволява. Нищо не е променено. Ако Ви трябва, помолете оператор.",
                        "Your role does not allow it. Nothing was changed. Ask an operator if you need it."));
    }

    /** 404: not there, or not this person's, which looks the same from outside. */
    public static Problem notFound() {
        return of(
                404,
                "not-found",
                LocalText.of("Не е намерено", "Not found"),
                LocalText.of(
                        "Тук няма нищо или то не е Ваше. Проверете адреса или започнете от началната страница.",
                        "There is nothing here, or it is not yours. Check the address or go to the start page."));
    }

    /** 400: the request cannot be read; {@code what} says why. */
    public static Problem malformed(LocalText what) {
        return of(400, "malformed", LocalText.of("Заявката не може да се прочете", "The request cannot be read"), what);
    }

    /** 413: more than is taken in. */
    public static Problem tooLarge(long maximum) {
        return of(
                        413,
                        "too-large",
                        LocalText.of("Изпратеното е твърде голямо", "What was sent is too large"),
                        LocalText.of(
                                "Тук се приемат най-много " + maximum + " байта. Изпратете по-малко.",
                                "At most " + maximum + " bytes are taken in here. Send less."))
                .with("maximum", Data.of(maximum));
    }

    /** 503: not now; come again. */
    public static Problem busy(int seconds) {
        return of(
                        503,
                        "busy",
                        LocalText.of("Гишето е заето за момент", "The counter is busy for a moment"),
                        LocalText.of(
                                "Нищо не е загубено. Опитайте отново след " + seconds + " секунди.",
                                "Nothing is lost. Try again in " + seconds + " seconds."))
                .header("Retry-After", String.valueOf(seconds));
    }

    /** 500: a fault of ours, to be found in the log under the incident's number. */
    public static Problem failure(String incident) {
        return of(
                        500,
                        "failure",
                        LocalText.of("Нещо при нас се обърка", "Something went wrong on our side"),
                        LocalText.of(
                                "Каквото сте подали, е запазено. Опитайте отново; ако не помогне, обадете се и кажете номер "
                                        + incident + ".",
                                "What you have filed is kept. Try again; if that does not help, call us and give the number "
                                        + incident + "."))
                .with("incident", Data.of(incident));
    }
}
