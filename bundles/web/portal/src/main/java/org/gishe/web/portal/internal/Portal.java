/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.portal.internal;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PersonId;
import org.gishe.api.service.Finding;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.ServiceDescription;
import org.gishe.contents.Contents;
import org.gishe.delivery.Delivery;
import org.gishe.identity.Identity;
import org.gishe.identity.Session;
import org.gishe.journey.Journeys;
import org.gishe.json.Json;
import org.gishe.signing.Signing;
import org.gishe.store.Store;
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

/**
 * The citizen's pages. A page is drawn by GET alone; what a form sends is done and answered with the address of the next page,
 * so that nothing is done twice by going back or loading anew. All of it works without JavaScript.
 */
@Component(service = {Servlet.class, Portal.class})
@HttpWhiteboardContextSelect("(osgi.http.whiteboard.context.name=" + PortalContext.NAME + ")")
@HttpWhiteboardServletName("org.gishe.web.portal")
@HttpWhiteboardServletPattern({
    "/login",
    "/login/return",
    "/logout",
    "/services/*",
    "/drafts/*",
    "/previews/*",
    "/submissions/*",
    "/signing/*",
    "/messages/*"
})
public final class Portal extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final int MOST = 200;
    private static final String OVERSIGHT = "oversight";
    private static final String BROWSER_COOKIE = "gishe-login";
    private static final String SIGNING_COOKIE = "gishe-signing";
    private static final int MOST_PARAMETERS = 20;
    private static final int LONGEST_PARAMETER = 4_096;
    private static final Set<Journeys.State> MOVING =
            Set.of(Journeys.State.RUNNING, Journeys.State.WAITING_FOR_SIGNATURE, Journeys.State.DELAYED);

    private final transient Catalogue catalogue;
    private final transient Journeys journeys;
    private final transient Signing signing;
    private final transient Delivery delivery;
    private final transient Contents contents;
    private final transient Store store;
    private final transient Identity identity;
    private final transient Texts texts = new Texts(Portal.class);
    private final transient Formats formats = new Formats(texts);
    private final transient Statuses statuses = new Statuses(texts, formats);
    private final transient Pages pages;
    private final transient SecureRandom random = new SecureRandom();

    @Activate
    public Portal(
            @Reference Catalogue catalogue,
            @Reference Journeys journeys,
            @Reference Signing signing,
            @Reference Delivery delivery,
            @Reference Contents contents,
            @Reference Store store,
            @Reference Identity identity,
            @Reference Theme theme) {
        this.catalogue = catalogue;
        this.journeys = journeys;
        this.signing = signing;
        this.delivery = delivery;
        this.contents = contents;
        this.store = store;
        this.identity = identity;
        this.pages = new Pages(texts, theme::address);
    }

    /** One request with its answer. */
    private record Turn(HttpServletRequest request, HttpServletResponse response, Visit visit) {

        Locale language() {
            return visit.language();
        }

        String path() {
            return request.getRequestURI();
        }

        void to(String address) {
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", address);
        }
    }

    @Override
    public void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setAttribute(Visit.ENTERED, true);
        Visit visit = Visit.of(request::getAttribute);
        Turn turn = new Turn(request, response, visit);
        try {
            route(turn);
        } catch (Problem problem) {
            if (problem.name().equals("login-required") && visit.page()) {
                String from = request.getMethod().equals("GET") ? turn.path() : "/";
                turn.to("/login?goto=" + URLEncoder.encode(from, StandardCharsets.UTF_8));
                return;
            }
            leave(turn, problem);
        } catch (Journeys.FiledException e) {
            String id = turn.path().split("/")[2];
            turn.to("/submissions/" + id);
        } catch (Journeys.TooLargeException e) {
            leave(
                    turn,
                    Problem.of(
                            422,
                            "form-too-large",
                            LocalText.of("Написаното е твърде дълго", "Too much was written"),
                            LocalText.of(
                                    "Нищо не е записано. Върнете се и съкратете текста.",
                                    "Nothing was kept. Go back and shorten the text.")));
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
        String[] way = Arrays.stream(turn.path().split("/"))
                .filter(part -> !part.isEmpty())
                .toArray(String[]::new);
        String method = turn.request().getMethod();
        boolean post = method.equals("POST");
        if (!post && !method.equals("GET") && !method.equals("HEAD")) {
            throw notAllowed("GET, HEAD, POST");
        }
        String shape = (post ? "POST " : "GET ")
                + (way.length == 0 ? "/" : way[0])
                + (way.length > 1 ? " *" : "")
                + (way.length > 2 ? " " + way[2] : "")
                + (way.length > 3 ? " …" : "");
        switch (shape) {
            case "GET /" -> start(turn);
            case "GET login" -> login(turn);
            case "POST login" -> depart(turn);
            case "GET login *" -> arrive(turn);
            case "POST logout" -> logout(turn);
            case "GET services" -> turn.to("/");
            case "GET services *" -> service(turn, way[1]);
            case "POST services * drafts" -> begin(turn, way[1]);
            case "GET previews *" -> preview(turn, way[1]);
            case "GET drafts" -> turn.to("/submissions");
            case "GET drafts *" -> turn.to("/drafts/" + way[1] + "/check");
            case "GET drafts * check" -> check(turn, way[1]);
            case "POST drafts * filing" -> file(turn, way[1]);
            case "POST drafts * discard" -> discard(turn, way[1]);
            case "GET submissions" -> submissions(turn);
            case "GET submissions *" -> submission(turn, way[1]);
            case "GET submissions * status" -> status(turn, way[1]);
            case "GET submissions * signed" -> signed(turn, way[1]);
            case "POST submissions * signing" -> signAgain(turn, way[1]);
            case "GET submissions * approval" -> setOut(turn, way[1]);
            case "GET signing *" -> comeBack(turn);
            case "GET messages" -> messages(turn);
            case "GET messages *" -> message(turn, way[1]);
            case "GET messages * document" -> document(turn, way[1]);
            case "GET messages * evidence" -> evidence(turn, way[1]);
            default -> {
                if (way.length == 3 && way[0].equals("drafts")) {
                    if (post) {
                        save(turn, way[1], way[2]);
                    } else {
                        form(turn, way[1], way[2]);
                    }
                } else {
                    throw Problem.notFound();
                }
            }
        }
    }

    private static Problem notAllowed(String allow) {
        return Problem.of(
                        405,
                        "method-not-allowed",
                        LocalText.of("Това не може да се направи тук", "This cannot be done here"),
                        LocalText.of("Започнете от началната страница.", "Begin at the start page."))
                .header("Allow", allow);
    }

    // Start and e-services

    private void start(Turn turn) throws IOException {
        Locale language = turn.language();
        List<Map<String, Object>> services = catalogue.services().stream()
                .sorted((a, b) ->
                        a.title().in(language).compareToIgnoreCase(b.title().in(language)))
                .map(service -> Map.<String, Object>of(
                        "address", "/services/" + service.id(),
                        "title", service.title().in(language),
                        "summary", service.summary().in(language),
                        "agency", service.agencyName().in(language),
                        "term", formats.term(service.workingDays(), language)))
                .toList();
        draw(turn, "start", "", Map.of("title", text(turn, "start.title"), "services", services));
    }

    private ServiceDescription described(String id) {
        return catalogue.services().stream()
                .filter(service -> service.id().equals(id))
                .findFirst()
                .orElseThrow(Problem::notFound);
    }

    private void service(Turn turn, String id) throws IOException {
        Locale language = turn.language();
        ServiceDescription service = described(id);
        List<Map<String, Object>> rows = new ArrayList<>();
        rows.add(row(turn, "service.agency", service.agencyName().in(language)));
        rows.add(row(turn, "service.term", formats.term(service.workingDays(), language)));
        rows.add(row(turn, "service.cost", text(turn, "service.cost.none")));
        List<String> signings = signing.offers().values().stream()
                .map(offer -> offer.title().in(language) + ": " + formats.cost(offer, language))
                .sorted()
                .toList();
        if (service.steps().contains("sign") && !signings.isEmpty()) {
            rows.add(row(turn, "service.signing", signings.toArray(String[]::new)));
        }
        rows.add(row(
                turn,
                "service.assurance",
                text(turn, "assurance." + service.assurance().name().toLowerCase(Locale.ROOT))));
        rows.add(row(
                turn,
                "service.law",
                service.basis().stream().map(Object::toString).toArray(String[]::new)));
        if (!service.enquiries().isEmpty()) {
            rows.add(row(
                    turn,
                    "service.checks",
                    service.enquiries().stream()
                            .map(need -> need.purpose().in(language))
                            .toArray(String[]::new)));
        }
        rows.add(row(turn, "service.number", service.number()));
        draw(
                turn,
                "service",
                "/",
                Map.of(
                        "title",
                        service.title().in(language),
                        "summary",
                        service.summary().in(language),
                        "address",
                        "/services/" + id,
                        "rows",
                        rows));
    }

    private Map<String, Object> row(Turn turn, String key, String... lines) {
        return Map.of("key", text(turn, key), "lines", List.of(lines));
    }

    // Log-in

    private void login(Turn turn) throws IOException {
        String goTo = local(turn.request().getParameter("goto"));
        if (turn.visit().session().isPresent()) {
            turn.to(goTo);
            return;
        }
        List<Map<String, Object>> ways = identity.ways().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(way -> Map.<String, Object>of(
                        "id", way.getKey(), "title", way.getValue().in(turn.language())))
                .toList();
        outward(turn);
        draw(turn, "login", "", Map.of("title", text(turn, "login.title"), "ways", ways, "goTo", goTo));
    }

    /** The form of this page leads to a provider, and browsers hold form-action against the redirection too. */
    private static void outward(Turn turn) {
        String policy = turn.response().getHeader("Content-Security-Policy");
        if (policy != null) {
            turn.response()
                    .setHeader(
                            "Content-Security-Policy",
                            policy.replace("form-action 'self'", "form-action 'self' https: http:"));
        }
    }

    private void depart(Turn turn) {
        String way = turn.visit().field("way").orElse("");
        String goTo = local(turn.visit().field("goto").orElse("/"));
        String browser = secret();
        URI there = identity.begin(
                        way, URI.create(turn.visit().origin() + "/login/return"), goTo, turn.language(), browser)
                .orElseThrow(() -> Problem.of(
                        422,
                        "no-such-way",
                        LocalText.of("Този начин за влизане го няма", "There is no such way to log in"),
                        LocalText.of("Върнете се и изберете друг.", "Go back and choose another.")));
        turn.response().addCookie(cookie(turn, BROWSER_COOKIE, browser, "/login", 1_800));
        turn.response().setStatus(HttpServletResponse.SC_FOUND);
        turn.response().setHeader("Location", there.toString());
    }

    private String secret() {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private void arrive(Turn turn) throws IOException {
        if (!turn.path().equals("/login/return")) {
            throw Problem.notFound();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        turn.request().getParameterMap().forEach((name, values) -> {
            if (!name.equals("lang") && values[0].length() <= 4_096) {
                parameters.put(name, values[0]);
            }
        });
        String browser = cookie(turn.request(), BROWSER_COOKIE).orElse("");
        Identity.Arrival arrival = identity.finish(parameters, browser);
        turn.response().addCookie(cookie(turn, BROWSER_COOKIE, "", "/login", 0));
        if (arrival.token().isPresent()) {
            turn.response().addCookie(cookie(turn, "gishe", arrival.token().get(), "/", -1));
            turn.response().setStatus(HttpServletResponse.SC_FOUND);
            turn.response().setHeader("Location", local(arrival.goTo()));
            return;
        }
        LocalText reason = arrival.reason()
                .orElse(LocalText.of(
                        "Влизането не завърши. Опитайте отново.", "The log-in did not come to its end. Try again."));
        if (!turn.visit().page()) {
            throw Problem.of(
                    401, "login-failed", LocalText.of("Не успяхте да влезете", "You are not logged in"), reason);
        }
        turn.response().setStatus(401);
        draw(
                turn,
                "failed",
                "",
                Map.of(
                        "title", text(turn, "login.failed.title"),
                        "reason", reason.in(turn.language()),
                        "goTo", local(arrival.goTo()),
                        "path", "/login"));
    }

    private void logout(Turn turn) {
        cookie(turn.request(), "gishe").ifPresent(identity::end);
        turn.response().addCookie(cookie(turn, "gishe", "", "/", 0));
        turn.to("/");
    }

    private static Cookie cookie(Turn turn, String name, String value, String path, int seconds) {
        Cookie cookie = new Cookie(name, value);
        cookie.setHttpOnly(true);
        cookie.setPath(path);
        cookie.setMaxAge(seconds);
        cookie.setSecure(turn.visit().secure());
        cookie.setAttribute("SameSite", "Lax");
        return cookie;
    }

    private static Optional<String> cookie(HttpServletRequest request, String name) {
        return request.getCookies() == null
                ? Optional.empty()
                : Arrays.stream(request.getCookies())
                        .filter(cookie -> cookie.getName().equals(name))
                        .map(Cookie::getValue)
                        .findFirst();
    }

    /** A path of ours; anything else is the start page. */
    static String local(String goTo) {
        return goTo != null && goTo.length() <= 500 && goTo.matches("/([A-Za-z0-9_-][A-Za-z0-9._~/?=&%-]*)?")
                ? goTo
                : "/";
    }

    // Drafts

    private void begin(Turn turn, String service) {
        Session session = turn.visit().session().orElse(null);
        if (session == null) {
            turn.to("/login?goto=" + URLEncoder.encode("/services/" + service, StandardCharsets.UTF_8));
            return;
        }
        ServiceDescription description = described(service);
        if (!session.assurance().meets(description.assurance())) {
            throw Problem.of(
                    403,
                    "assurance",
                    LocalText.of("Нужно е по-сигурно влизане", "A surer log-in is needed"),
                    LocalText.of(
                            "За тази услуга излезте и влезте по начин с по-високо ниво на осигуреност.",
                            "For this e-service log out and log in by a way of a higher assurance level."));
        }
        Journeys.Draft draft = journeys.draft(session, service, turn.language()).orElseThrow(Problem::notFound);
        ServiceDescription own = description(draft);
        turn.to("/drafts/" + draft.id() + "/"
                + (own.pages().isEmpty() ? "check" : own.pages().get(0).key()));
    }

    /** An invitation to try a version that is to come. */
    private void preview(Turn turn, String token) {
        Journeys.Draft draft = journeys.trial(turn.visit().person(), token, turn.language())
                .orElseThrow(() -> Problem.of(
                        404,
                        "no-preview",
                        LocalText.of("Тази покана не важи", "This invitation does not count"),
                        LocalText.of(
                                "Взета е от друг човек, оттеглена е или версията вече е в сила. Поискайте нова от този, който Ви"
                                        + " я изпрати.",
                                "Somebody else has taken it, it was taken back, or the version is law by now. Ask whoever sent"
                                        + " it for a new one.")));
        ServiceDescription own = description(draft);
        turn.to("/drafts/" + draft.id() + "/"
                + (own.pages().isEmpty() ? "check" : own.pages().get(0).key()));
    }

    /** What stands above the pages of a draft that tries a version to come; empty for others. */
    private String trial(Turn turn, Journeys.Draft draft) {
        return draft.trialUntil()
                .map(from -> text(turn, "preview.banner", draft.version(), formats.time(from, turn.language())))
                .orElse("");
    }

    private ServiceDescription description(Journeys.Draft draft) {
        return catalogue.service(draft.service(), draft.version()).orElseThrow(Problem::notFound);
    }

    private Journeys.Draft draft(Turn turn, String id) {
        Session session = turn.visit().person();
        return journeys.draft(session, id)
                .orElseThrow(() -> journeys.submission(session, id).isPresent()
                        ? new Journeys.FiledException()
                        : Problem.notFound());
    }

    private static int place(ServiceDescription service, String key) {
        for (int i = 0; i < service.pages().size(); i++) {
            if (service.pages().get(i).key().equals(key)) {
                return i;
            }
        }
        throw Problem.notFound();
    }

    private void form(Turn turn, String id, String key) throws IOException {
        Journeys.Draft draft = draft(turn, id);
        ServiceDescription service = description(draft);
        int place = place(service, key);
        ServiceDescription.Page page = service.pages().get(place);
        Locale language = turn.language();
        boolean mend = turn.request().getParameter("mend") != null;
        boolean fromCheck = "check".equals(turn.request().getParameter("then"));
        Map<String, String> wrong = mend ? wrong(draft.findings(), page, language) : Map.of();
        List<Field> fields = page.fields().stream()
                .map(pointer -> Field.of(service, pointer))
                .toList();
        List<Map<String, Object>> models = new ArrayList<>();
        List<Map<String, String>> errors = new ArrayList<>();
        for (Field field : fields) {
            String error = wrong.getOrDefault(field.pointer(), "");
            models.add(field.model(draft.form(), language, error));
            if (!error.isEmpty()) {
                errors.add(Map.of("address", "#" + field.id(), "text", error));
            }
        }
        String title = page(service, page, "title", language);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("title", title);
        // the one question of a page is its heading and the label of its control at once
        model.put("heading", fields.size() == 1 ? title : "");
        String hint = page(service, page, "hint", language);
        if (fields.size() == 1 && !hint.isEmpty()) { // below the heading, as the hint of its one control
            models.get(0).compute("hint", (any, own) -> "".equals(own) ? hint : hint + " " + own);
        }
        model.put("hint", fields.size() == 1 ? "" : hint);
        model.put("service", service.title().in(language));
        model.put("trial", trial(turn, draft));
        model.put("progress", text(turn, "form.step", place + 1, service.pages().size()));
        model.put("address", "/drafts/" + id + "/" + key);
        model.put("then", fromCheck ? "check" : "");
        model.put("fields", models);
        model.put("errors", errors);
        model.put("failed", !errors.isEmpty());
        model.put("expires", formats.day(draft.expires(), language));
        model.put(
                "words",
                Map.of(
                        "day", text(turn, "form.day"),
                        "month", text(turn, "form.month"),
                        "year", text(turn, "form.year"),
                        "choose", text(turn, "form.choose")));
        String back = fromCheck
                ? "/drafts/" + id + "/check"
                : place == 0
                        ? "/services/" + service.id()
                        : "/drafts/" + id + "/" + service.pages().get(place - 1).key();
        draw(turn, "form", back, model);
    }

    private static String page(ServiceDescription service, ServiceDescription.Page page, String what, Locale language) {
        LocalText text = service.texts().get("page." + page.key() + "." + what);
        return text == null ? "" : text.in(language);
    }

    private static Map<String, String> wrong(List<Finding> findings, ServiceDescription.Page page, Locale language) {
        return findings.stream()
                .filter(finding -> page.fields().contains(finding.pointer()))
                .collect(Collectors.toMap(
                        Finding::pointer, finding -> finding.text().in(language), (first, more) -> first));
    }

    private void save(Turn turn, String id, String key) {
        Session session = turn.visit().person();
        Journeys.Draft draft = draft(turn, id);
        ServiceDescription service = description(draft);
        int place = place(service, key);
        ServiceDescription.Page page = service.pages().get(place);
        Function<String, Optional<String>> typed = turn.visit()::field;
        Data.Obj form = draft.form();
        for (String pointer : page.fields()) {
            form = Field.of(service, pointer).read(form, typed);
        }
        Journeys.Draft saved = journeys.save(session, id, form).orElseThrow(Problem::notFound);
        boolean toCheck = turn.visit().field("then").orElse("").equals("check");
        if (!wrong(saved.findings(), page, turn.language()).isEmpty()) {
            turn.to("/drafts/" + id + "/" + key + "?mend=1" + (toCheck ? "&then=check" : ""));
        } else if (toCheck || place + 1 == service.pages().size()) {
            turn.to("/drafts/" + id + "/check");
        } else {
            turn.to("/drafts/" + id + "/" + service.pages().get(place + 1).key());
        }
    }

    private void check(Turn turn, String id) throws IOException {
        check(turn, id, List.of());
    }

    /** @param found by the rules of the e-service, which are asked when it is filed */
    private void check(Turn turn, String id, List<Finding> found) throws IOException {
        Journeys.Draft draft = draft(turn, id);
        ServiceDescription service = description(draft);
        Locale language = turn.language();
        Map<String, String> wrong = Stream.concat(draft.findings().stream(), found.stream())
                .collect(Collectors.toMap(
                        Finding::pointer,
                        finding -> finding.text().in(language),
                        (first, more) -> first,
                        LinkedHashMap::new));
        List<Map<String, String>> errors = new ArrayList<>();
        List<Map<String, Object>> sections = new ArrayList<>();
        for (ServiceDescription.Page page : service.pages()) {
            String address = "/drafts/" + id + "/" + page.key() + "?then=check";
            List<Map<String, Object>> rows = new ArrayList<>();
            for (String pointer : page.fields()) {
                Field field = Field.of(service, pointer);
                String error = wrong.getOrDefault(pointer, "");
                wrong.remove(pointer);
                if (!error.isEmpty()) {
                    errors.add(Map.of(
                            "address",
                            address + "&mend=1#" + field.id(),
                            "text",
                            field.label(language) + ": " + error));
                }
                rows.add(Map.of(
                        "label", field.label(language),
                        "value", field.shown(draft.form(), language, formats, key -> text(turn, key)),
                        "error", error));
            }
            sections.add(Map.of("title", page(service, page, "title", language), "address", address, "rows", rows));
        }
        // what belongs to no field, or to one that stands on no page
        wrong.values().forEach(text -> errors.add(0, Map.of("address", "", "text", text)));
        List<Map<String, Object>> providers = providers(language, Optional.empty());
        String providerError = turn.request().getParameter("provider") != null ? text(turn, "provider.missing") : "";
        if (!providerError.isEmpty() && !providers.isEmpty()) {
            errors.add(Map.of("address", "#" + providers.get(0).get("field"), "text", providerError));
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("title", text(turn, "check.title"));
        model.put("service", service.title().in(language));
        model.put("errors", errors);
        model.put("failed", !errors.isEmpty());
        model.put("sections", sections);
        model.put("providers", providers);
        model.put("providerError", providerError);
        model.put("trial", trial(turn, draft));
        model.put("address", "/drafts/" + id + "/filing");
        model.put("discard", "/drafts/" + id + "/discard");
        int last = service.pages().size() - 1;
        draw(
                turn,
                "check",
                last < 0
                        ? "/services/" + service.id()
                        : "/drafts/" + id + "/" + service.pages().get(last).key(),
                model);
    }

    /** Signature providers to choose from; the only one, or the one that was chosen before, is chosen already. */
    private List<Map<String, Object>> providers(Locale language, Optional<String> before) {
        Map<String, Signing.Offer> offers = signing.offers();
        List<Map<String, Object>> providers = new ArrayList<>();
        offers.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(offer -> providers.add(Map.of(
                        "id", offer.getKey(),
                        "field", "provider-" + offer.getKey().replaceAll("[^A-Za-z0-9]", "-"),
                        "title", offer.getValue().title().in(language),
                        "cost", formats.cost(offer.getValue(), language),
                        "chosen", offers.size() == 1 || before.equals(Optional.of(offer.getKey())))));
        return providers;
    }

    private void file(Turn turn, String id) throws IOException {
        Session session = turn.visit().person();
        String provider = turn.visit().field("provider").orElse("");
        if (provider.isEmpty()) {
            turn.to("/drafts/" + id + "/check?provider=");
            return;
        }
        Journeys.Filing filing =
                journeys.file(session, id, Optional.empty(), provider).orElseThrow(Problem::notFound);
        if (filing instanceof Journeys.Filing.Filed filed) {
            turn.to("/submissions/" + filed.submission().id());
        } else if (filing instanceof Journeys.Filing.Refused refused) {
            throw Problem.of(
                    409,
                    refused.type(),
                    LocalText.of("Не може да се подаде сега", "It cannot be filed now"),
                    refused.reason());
        } else if (!draft(turn, id).findings().isEmpty()) {
            turn.to("/drafts/" + id + "/check"); // the findings stand there
        } else {
            turn.response().setStatus(422);
            check(turn, id, ((Journeys.Filing.Findings) filing).findings());
        }
    }

    private void discard(Turn turn, String id) {
        journeys.discard(turn.visit().person(), id);
        turn.to("/submissions");
    }

    // Submissions

    private void submissions(Turn turn) throws IOException {
        Session session = turn.visit().person();
        Locale language = turn.language();
        List<Map<String, Object>> drafts = journeys.drafts(session).stream()
                .map(draft -> Map.<String, Object>of(
                        "address", "/drafts/" + draft.id() + "/check",
                        "title",
                                catalogue
                                        .service(draft.service(), draft.version())
                                        .map(service -> service.title().in(language))
                                        .orElse(draft.service()),
                        "changed", formats.time(draft.changed(), language),
                        "expires", formats.day(draft.expires(), language)))
                .toList();
        List<Map<String, Object>> submissions = journeys.submissions(session).stream()
                .map(submission -> Map.<String, Object>of(
                        "address", "/submissions/" + submission.id(),
                        "title", submission.title().in(language),
                        "state", text(turn, "state." + submission.state().name()),
                        "colour", statuses.colour(submission.state()),
                        "filed", formats.time(submission.filed(), language),
                        "number", submission.number().orElse("")))
                .toList();
        draw(
                turn,
                "submissions",
                "",
                Map.of("title", text(turn, "submissions.title"), "drafts", drafts, "submissions", submissions));
    }

    private Journeys.Submission found(Turn turn, String id) {
        return journeys.submission(turn.visit().person(), id).orElseThrow(Problem::notFound);
    }

    private Map<String, Object> model(Turn turn, Journeys.Submission submission) {
        String there = submission
                .departsTo()
                .map(provider -> Optional.ofNullable(signing.offers().get(provider))
                        .map(offer -> offer.title().in(turn.language()))
                        .orElse(provider))
                .orElse("");
        return statuses.model(submission, turn.language(), MOVING.contains(submission.state()), there);
    }

    private void submission(Turn turn, String id) throws IOException {
        Journeys.Submission submission = found(turn, id);
        Map<String, Object> model = model(turn, submission);
        model.put("title", submission.title().in(turn.language()));
        model.put(
                "again",
                submission.state() == Journeys.State.NOT_SIGNED
                        ? providers(turn.language(), Optional.empty())
                        : List.of());
        draw(turn, "submission", "/submissions", model);
    }

    /** What the waiting page asks for every other second: nothing while nothing changed, so that nothing is read out anew. */
    private void status(Turn turn, String id) throws IOException {
        Journeys.Submission submission = found(turn, id);
        Map<String, Object> model = model(turn, submission);
        if (model.get("seen").equals(turn.request().getParameter("seen"))) {
            turn.response().setStatus(HttpServletResponse.SC_NO_CONTENT);
            return;
        }
        if (submission.state() == Journeys.State.NOT_SIGNED) {
            turn.response().setHeader("HX-Refresh", "true"); // the form for another provider is not part of the status
        }
        write(turn, pages.fill("status", turn.visit(), model));
    }

    private void signed(Turn turn, String id) throws IOException {
        String content = journeys.signed(turn.visit().person(), id).orElseThrow(Problem::notFound);
        try (InputStream container = contents.open(content)) {
            turn.response().setContentType("application/vnd.etsi.asic-e+zip");
            turn.response().setHeader("Content-Disposition", attachment("application-" + id + ".asice"));
            container.transferTo(turn.response().getOutputStream());
        }
    }

    private void signAgain(Turn turn, String id) {
        Session session = turn.visit().person();
        String provider = turn.visit().field("provider").orElse("");
        if (!provider.isEmpty()) {
            journeys.signAgain(session, id, provider).orElseThrow(Problem::notFound);
        }
        turn.to("/submissions/" + id);
    }

    /**
     * Leads the browser to the signature provider. Also the address that other programs of the owner are told, so that a browser
     * opens it by GET; whoever is not logged in does that on the way.
     */
    private void setOut(Turn turn, String id) {
        if (turn.request().getMethod().equals("HEAD")) {
            throw notAllowed("GET");
        }
        Session session = turn.visit().person();
        String browser = secret();
        Optional<URI> there =
                journeys.depart(session, id, URI.create(turn.visit().origin() + "/signing/return"), browser);
        if (there.isPresent()) {
            turn.response().addCookie(cookie(turn, SIGNING_COOKIE, browser, "/signing", 1_800));
            turn.response().setStatus(HttpServletResponse.SC_FOUND);
            turn.response().setHeader("Location", there.get().toString());
            return;
        }
        if (found(turn, id).departsTo().isPresent()) {
            throw Problem.of(
                    503,
                    "signature-provider",
                    LocalText.of("Доставчикът на подпис не отговаря", "The signature provider does not answer"),
                    LocalText.of(
                            "Нищо не е изгубено. Върнете се и опитайте отново след малко.",
                            "Nothing is lost. Go back and try again in a little while."));
        }
        turn.to("/submissions/" + id);
    }

    private void comeBack(Turn turn) {
        if (!turn.path().equals("/signing/return")) {
            throw Problem.notFound();
        }
        if (turn.request().getMethod().equals("HEAD")) {
            throw notAllowed("GET");
        }
        Map<String, String[]> came = turn.request().getParameterMap();
        var parameters = new LinkedHashMap<String, String>();
        for (var each : came.entrySet()) {
            // a parameter that comes twice means nothing (RFC 6749, 3.1)
            if (came.size() > MOST_PARAMETERS
                    || each.getValue().length != 1
                    || each.getValue()[0].length() > LONGEST_PARAMETER) {
                throw strange(422);
            }
            parameters.put(each.getKey(), each.getValue()[0]);
        }
        if (turn.visit().session().isEmpty()) {
            turn.to("/login?goto=/submissions"); // what came along is not kept: they set out again from there
            return;
        }
        Journeys.Arrival arrival = journeys.returned(
                turn.visit().person(),
                parameters,
                cookie(turn.request(), SIGNING_COOKIE).orElse(""));
        if (arrival.submission().isEmpty()) {
            throw strange(409);
        }
        if (arrival.again()) {
            throw Problem.of(
                    503,
                    "signature-provider",
                    LocalText.of("Подписът още не може да бъде приет", "The signature cannot be taken yet"),
                    LocalText.of(
                            "Заредете тази страница отново след малко.", "Load this page again in a little while."));
        }
        turn.response().addCookie(cookie(turn, SIGNING_COOKIE, "", "/signing", 0));
        turn.to("/submissions/" + arrival.submission().get());
    }

    private static Problem strange(int status) {
        return Problem.of(
                status,
                "return-not-awaited",
                LocalText.of("Това връщане не се очаква", "This return is not awaited"),
                LocalText.of(
                        "Използвано е вече, изтекло е или е от друг браузър. Отворете заявлението си и започнете подписването"
                                + " отново.",
                        "It was used already, is over or comes from another browser. Open your application and begin signing"
                                + " again."));
    }

    // Mailbox

    private void messages(Turn turn) throws IOException {
        PersonId owner = turn.visit().person().actor().id();
        Locale language = turn.language();
        List<Delivery.Message> mailbox = store.read(handle -> delivery.mailbox(handle, owner, MOST));
        List<Map<String, Object>> messages = mailbox.stream()
                .map(message -> Map.<String, Object>of(
                        "address", "/messages/" + message.id(),
                        "subject", message.subject().in(language),
                        "sender", message.senderName().in(language),
                        "sent", formats.time(message.sent(), language),
                        "fresh", message.opened().isEmpty()))
                .toList();
        draw(turn, "messages", "", Map.of("title", text(turn, "messages.title"), "messages", messages));
    }

    private void message(Turn turn, String id) throws IOException {
        PersonId owner = turn.visit().person().actor().id();
        Locale language = turn.language();
        Delivery.Message message = delivery.open(owner, owner, id).orElseThrow(Problem::notFound);
        List<Data.Obj> evidence = store.read(handle -> delivery.evidence(handle, owner, id));
        List<Map<String, Object>> rows = new ArrayList<>();
        rows.add(row(turn, "message.from", message.senderName().in(language), false));
        rows.add(row(turn, "message.sent", formats.time(message.sent(), language), false));
        message.opened().ifPresent(at -> rows.add(row(turn, "message.opened", formats.time(at, language), false)));
        rows.add(row(turn, "message.file", message.fileName(), false));
        rows.add(row(turn, "message.size", formats.size(message.size(), language), false));
        rows.add(row(turn, "message.hash", message.sha256(), true));
        draw(
                turn,
                "message",
                "/messages",
                Map.of(
                        "title",
                        message.subject().in(language),
                        "address",
                        "/messages/" + id,
                        "submission",
                        about(message.matter()),
                        "overseen",
                        message.matter().startsWith(OVERSIGHT),
                        "rows",
                        rows,
                        "evidence",
                        evidence.stream()
                                .map(each -> statuses.evidence(each, language))
                                .toList()));
    }

    /** What a message belongs to: a submission, a question about an access, or the accesses of a day. */
    private static String about(String matter) {
        if (!matter.startsWith(OVERSIGHT)) {
            return "/submissions/" + matter;
        }
        return matter.equals(OVERSIGHT)
                ? "/oversight"
                : "/oversight/questions/" + matter.substring(OVERSIGHT.length() + 1);
    }

    private Map<String, Object> row(Turn turn, String key, String value, boolean hash) {
        return Map.of("key", text(turn, key), "value", value, "hash", hash);
    }

    private void document(Turn turn, String id) throws IOException {
        PersonId owner = turn.visit().person().actor().id();
        Delivery.Message message = delivery.open(owner, owner, id).orElseThrow(Problem::notFound);
        try (InputStream document = contents.open(message.content())) {
            HttpServletResponse response = turn.response();
            response.setContentType(message.mediaType());
            response.setContentLengthLong(message.size());
            response.setHeader("Content-Disposition", attachment(message.fileName()));
            response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
            document.transferTo(response.getOutputStream());
        }
    }

    private void evidence(Turn turn, String id) throws IOException {
        PersonId owner = turn.visit().person().actor().id();
        List<Data.Obj> evidence = store.read(handle -> {
            delivery.message(handle, owner, id).orElseThrow(Problem::notFound);
            return delivery.evidence(handle, owner, id);
        });
        turn.response().setContentType("application/json");
        turn.response().setHeader("Content-Disposition", attachment("evidence-" + id + ".json"));
        turn.response().getOutputStream().write(Json.write(Json.array(evidence)));
    }

    private static String attachment(String fileName) {
        return "attachment; filename*=UTF-8''"
                + URLEncoder.encode(fileName, StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("*", "%2A");
    }

    // Drawing

    private String text(Turn turn, String key, Object... values) {
        return texts.text(turn.language(), key, values);
    }

    private void draw(Turn turn, String template, String back, Map<String, Object> model) throws IOException {
        StringBuilder other = new StringBuilder(turn.path()).append("?lang=").append(text(turn, "language.other.code"));
        for (String name : List.of("goto", "mend", "then")) { // what this page would lose with its language
            String value = turn.request().getParameter(name);
            if (value != null) {
                other.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        }
        Map<String, Object> all = new LinkedHashMap<>(model);
        all.put("otherLanguage", other.toString());
        write(turn, pages.draw(template, turn.visit(), turn.path(), back, all));
    }

    private static void write(Turn turn, String html) throws IOException {
        byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
        turn.response().setContentType("text/html;charset=UTF-8");
        turn.response().setContentLength(bytes.length);
        if (!turn.request().getMethod().equals("HEAD")) {
            turn.response().getOutputStream().write(bytes);
        }
    }
}
