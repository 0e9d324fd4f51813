/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.portal.internal;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PersonId;
import org.gishe.json.Json;
import org.gishe.oversight.Access;
import org.gishe.oversight.Filter;
import org.gishe.oversight.Oversight;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.gishe.web.theme.Texts;
import org.gishe.web.theme.Theme;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Who looked at my data, as pages. */
@Component(service = Servlet.class)
@HttpWhiteboardContextSelect("(osgi.http.whiteboard.context.name=" + PortalContext.NAME + ")")
@HttpWhiteboardServletName("org.gishe.web.portal.oversight")
@HttpWhiteboardServletPattern("/oversight/*")
public final class OversightPages extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String HOME = "/oversight";
    private static final int PAGE = 20;
    private static final List<String> PARTS = List.of("q", "from", "until", "institution", "register");

    private final transient Oversight oversight;
    private final transient Texts texts = new Texts(Portal.class);
    private final transient Formats formats = new Formats(texts);
    private final transient Pages pages;

    @Activate
    public OversightPages(@Reference Oversight oversight, @Reference Theme theme) {
        this.oversight = oversight;
        this.pages = new Pages(texts, theme::address);
    }

    /** One request with its answer. */
    private record Turn(HttpServletRequest request, HttpServletResponse response, Visit visit) {

        Locale language() {
            return visit.language();
        }

        PersonId reader() {
            return visit.person().actor().id();
        }

        String asked(String name) {
            String value = request.getParameter(name);
            return value == null ? "" : value;
        }

        void to(String address) {
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", address);
        }
    }

    @Override
    public void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setAttribute(Visit.ENTERED, true);
        Turn turn = new Turn(request, response, Visit.of(request::getAttribute));
        try {
            route(turn);
        } catch (Problem problem) {
            if (problem.name().equals("login-required") && turn.visit().page()) {
                turn.to("/login?goto=" + HOME);
                return;
            }
            leave(turn, problem);
        } catch (RuntimeException e) {
            leave(turn, e);
        }
    }

    /** Leaves a problem to the door; thrown through the HTTP whiteboard it would be logged as a fault. */
    private static void leave(Turn turn, RuntimeException thrown) throws IOException {
        turn.request().setAttribute(RequestDispatcher.ERROR_EXCEPTION, thrown);
        turn.response().sendError(thrown instanceof Problem problem ? problem.status() : 500);
    }

    private void route(Turn turn) throws IOException {
        List<String> way = Arrays.stream(turn.request().getRequestURI().split("/"))
                .filter(part -> !part.isEmpty())
                .skip(1)
                .toList();
        String method = turn.request().getMethod();
        boolean post = method.equals("POST");
        if (!post && !method.equals("GET") && !method.equals("HEAD")) {
            throw Problem.of(
                            405,
                            "method-not-allowed",
                            LocalText.of("Това не може да се направи тук", "This cannot be done here"),
                            LocalText.of("Започнете от началната страница.", "Begin at the start page."))
                    .header("Allow", "GET, HEAD, POST");
        }
        PersonId reader = turn.reader();
        if (way.isEmpty() && !post) {
            list(turn, reader);
        } else if (way.equals(List.of("notices")) && post) {
            oversight.notices(reader, turn.visit().field("wanted").equals(Optional.of("true")));
            turn.to(HOME + "?done=notices");
        } else if (way.equals(List.of("export.json")) && !post) {
            Filter filter = filter(turn).orElseThrow(Problem::notFound);
            head(turn, "application/json", "oversight.json");
            oversight.json(reader, filter, turn.language(), turn.response().getOutputStream());
        } else if (way.equals(List.of("export.pdf")) && !post) {
            Oversight.Export export =
                    oversight.pdf(reader, filter(turn).orElseThrow(Problem::notFound), turn.language());
            head(turn, export.mediaType(), export.fileName());
            export.writer().write(turn.response().getOutputStream());
        } else if (way.size() == 2 && way.get(0).equals("questions") && !post) {
            turn.to(HOME + "/" + oversight.asked(reader, way.get(1)).orElseThrow(Problem::notFound));
        } else if (way.size() == 1 && !post) {
            one(turn, reader, way.get(0), "");
        } else if (way.size() == 2 && way.get(1).equals("proof") && !post) {
            byte[] proof = Json.write(oversight.proof(reader, way.get(0)).orElseThrow(Problem::notFound));
            head(turn, "application/json", "oversight-proof.json");
            turn.response().getOutputStream().write(proof);
        } else if (way.size() == 2 && way.get(1).equals("questions") && post) {
            ask(turn, reader, way.get(0));
        } else {
            throw Problem.notFound();
        }
    }

    private static void head(Turn turn, String mediaType, String name) {
        turn.response().setContentType(mediaType);
        turn.response().setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        turn.response().setHeader("Cache-Control", "private, no-store");
    }

    private static Optional<Filter> filter(Turn turn) {
        try {
            return Optional.of(Filter.of(turn::asked));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    // The list

    private void list(Turn turn, PersonId reader) throws IOException {
        Optional<Filter> filter = filter(turn);
        Oversight.Page page = oversight.page(
                reader,
                filter.orElse(Filter.ALL),
                Optional.of(turn.asked("cursor")).filter(each -> !each.isEmpty()),
                PAGE);
        Oversight.Choices choices = oversight.choices(reader);
        String query = query(turn);
        boolean filtered = !query.isEmpty();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("title", text(turn, "oversight.title"));
        model.put("error", filter.isEmpty() ? text(turn, "oversight.filter.wrong") : "");
        model.put("failed", filter.isEmpty());
        model.put("done", turn.asked("done").equals("notices") ? text(turn, "oversight.notices.done") : "");
        model.put("days", days(turn, page.accesses()));
        model.put(
                "searched",
                page.searchedTo()
                        .map(at -> text(turn, "oversight.searched", formats.day(at, turn.language())))
                        .orElse(""));
        model.put(
                "next",
                page.next()
                        .map(cursor -> HOME + "?" + query + (filtered ? "&" : "") + "cursor=" + cursor)
                        .orElse(""));
        model.put("filtered", filtered);
        for (String part : PARTS) {
            model.put(part.equals("q") ? "words" : part, turn.asked(part));
        }
        model.put("institutions", choices(turn, choices.institutions(), turn.asked("institution")));
        model.put("registers", choices(turn, choices.registers(), turn.asked("register")));
        model.put("json", HOME + "/export.json" + (filtered ? "?" + query : ""));
        model.put("pdf", HOME + "/export.pdf" + (filtered ? "?" + query : ""));
        model.put("notices", oversight.notices(reader));
        model.put("otherLanguage", HOME + "?lang=" + text(turn, "language.other.code") + (filtered ? "&" + query : ""));
        draw(turn, 200, "oversight", "", model);
    }

    private static String query(Turn turn) {
        List<String> parts = new ArrayList<>();
        for (String part : PARTS) {
            String value = turn.asked(part).strip();
            if (!value.isEmpty()) {
                parts.add(part + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        }
        return String.join("&", parts);
    }

    private static List<Map<String, Object>> choices(Turn turn, List<Oversight.Choice> choices, String chosen) {
        return choices.stream()
                .map(each -> Map.<String, Object>of(
                        "value", each.key(),
                        "title", each.name().in(turn.language()),
                        "chosen", each.key().equals(chosen)))
                .toList();
    }

    private List<Map<String, Object>> days(Turn turn, List<Access> accesses) {
        Map<String, List<Map<String, Object>>> days = new LinkedHashMap<>();
        for (Access access : accesses) {
            days.computeIfAbsent(formats.day(access.at(), turn.language()), day -> new ArrayList<>())
                    .add(card(turn, access));
        }
        return days.entrySet().stream()
                .map(day -> Map.<String, Object>of("name", day.getKey(), "accesses", day.getValue()))
                .toList();
    }

    private Map<String, Object> card(Turn turn, Access access) {
        Locale language = turn.language();
        String institution = access.institutionName().in(language);
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("address", HOME + "/" + access.id());
        card.put("who", institution.isEmpty() ? access.through().in(language) : institution);
        card.put("what", access.what().in(language));
        card.put("time", formats.time(access.at(), language));
        card.put("purpose", access.purpose().orElse(""));
        card.put("outcome", text(turn, "oversight.outcome." + access.outcome().name()));
        card.put("colour", colour(access.outcome()));
        card.put("own", access.own());
        card.put("opened", access.opened().isPresent());
        return card;
    }

    private static String colour(Access.Outcome outcome) {
        return switch (outcome) {
            case ANSWERED -> "teal";
            case REFUSED -> "red";
            case NOTHING_FOUND, FAILED, ERASED -> "grey";
        };
    }

    // One

    private void one(Turn turn, PersonId reader, String id, String error) throws IOException {
        Locale language = turn.language();
        Access access = oversight.access(reader, id).orElseThrow(Problem::notFound);
        List<Map<String, Object>> rows = new ArrayList<>();
        row(turn, rows, "institution", access.institutionName().in(language));
        row(turn, rows, "eik", access.institution());
        row(turn, rows, "through", access.through().in(language));
        row(turn, rows, "register", access.registerName().in(language));
        row(turn, rows, "when", formats.time(access.at(), language));
        row(
                turn,
                rows,
                "outcome",
                text(turn, "oversight.outcome." + access.outcome().name()));
        row(
                turn,
                rows,
                "elements",
                access.elements().stream().map(each -> each.in(language)).toArray(String[]::new));
        row(turn, rows, "basis", access.basis().map(Object::toString).orElse(""));
        row(turn, rows, "purpose", access.purpose().orElse(""));
        row(turn, rows, "reference", access.reference().orElse(""));
        access.opened().ifPresent(at -> row(turn, rows, "secret", formats.time(at, language)));
        for (Oversight.Extension each : oversight.extensions(reader, id)) {
            row(
                    turn,
                    rows,
                    "extended",
                    formats.time(each.at(), language) + ": "
                            + text(turn, "oversight.extended.until", formats.time(each.until(), language)),
                    each.reason());
        }
        Optional<?> proof = oversight.proof(reader, id);
        if (proof.isPresent()) {
            access.sequence().ifPresent(sequence -> row(turn, rows, "sequence", String.valueOf(sequence)));
        }
        row(turn, rows, "id", access.id());
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("title", access.what().in(language));
        model.put("own", access.own());
        model.put(
                "submission",
                access.matter().map(matter -> "/submissions/" + matter).orElse(""));
        model.put("act", access.act().map(Object::toString).orElse(""));
        model.put("rows", rows);
        model.put("proof", proof.isPresent() ? HOME + "/" + id + "/proof" : "");
        model.put(
                "questions",
                oversight.questions(reader, id).stream()
                        .map(each -> question(turn, each))
                        .toList());
        model.put("mayAsk", !access.institution().isEmpty());
        model.put("address", HOME + "/" + id + "/questions");
        model.put("written", turn.visit().field("text").orElse(""));
        model.put("objects", turn.visit().field("kind").equals(Optional.of("objection")));
        model.put("done", turn.asked("done").equals("asked") ? text(turn, "oversight.ask.done") : "");
        model.put("error", error);
        model.put("failed", !error.isEmpty());
        model.put("otherLanguage", HOME + "/" + id + "?lang=" + text(turn, "language.other.code"));
        draw(turn, error.isEmpty() ? 200 : 422, "access", HOME, model);
    }

    private void row(Turn turn, List<Map<String, Object>> rows, String key, String... lines) {
        List<String> filled =
                Arrays.stream(lines).filter(line -> !line.isEmpty()).toList();
        if (!filled.isEmpty()) {
            rows.add(Map.of("name", key, "key", text(turn, "oversight.row." + key), "lines", filled));
        }
    }

    private Map<String, Object> question(Turn turn, Oversight.Question question) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("kind", text(turn, question.objection() ? "oversight.objection" : "oversight.question"));
        model.put("asked", formats.time(question.asked(), turn.language()));
        model.put("text", question.text().lines().toList());
        model.put("answer", question.answer().map(each -> each.lines().toList()).orElse(List.of()));
        model.put(
                "answered",
                question.answered().map(at -> formats.time(at, turn.language())).orElse(""));
        model.put("message", question.message().map(id -> "/messages/" + id).orElse(""));
        return model;
    }

    private void ask(Turn turn, PersonId reader, String id) throws IOException {
        try {
            oversight
                    .ask(
                            reader,
                            id,
                            turn.visit().field("kind").equals(Optional.of("objection")),
                            turn.visit().field("text").orElse(""))
                    .orElseThrow(Problem::notFound);
            turn.to(HOME + "/" + id + "?done=asked");
        } catch (Oversight.TooManyException e) {
            one(turn, reader, id, text(turn, "oversight.ask.many"));
        } catch (IllegalArgumentException e) {
            one(turn, reader, id, text(turn, "oversight.ask.wrong"));
        }
    }

    // Drawing

    private String text(Turn turn, String key, Object... values) {
        return texts.text(turn.language(), key, values);
    }

    private void draw(Turn turn, int status, String template, String back, Map<String, Object> model)
            throws IOException {
        byte[] bytes = pages.draw(template, turn.visit(), turn.request().getRequestURI(), back, model)
                .getBytes(StandardCharsets.UTF_8);
        turn.response().setStatus(status);
        turn.response().setContentType("text/html;charset=UTF-8");
        turn.response().setContentLength(bytes.length);
        if (!turn.request().getMethod().equals("HEAD")) {
            turn.response().getOutputStream().write(bytes);
        }
    }
}
