/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gishe.api.base.LocalText;
import org.gishe.catalogue.Catalogue;
import org.gishe.deployment.Deployment;
import org.gishe.identity.Officers;
import org.gishe.journey.Journeys;
import org.gishe.oversight.Overseers;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.gishe.web.operations.internal.Access.Action;
import org.gishe.web.theme.Texts;
import org.gishe.web.theme.Theme;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * The officers' pages. A page is drawn by GET; each decision has a page that says what will happen, and what its form sends is
 * done and answered with the address of the next page. All of it works without JavaScript.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("org.gishe.web.operations.pages")
@HttpWhiteboardServletPattern("/operations/*")
public final class OperationsPages extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String HOME = "/operations";
    private static final String COOKIE = "gishe-officer";

    private final transient Officers officers;
    private final transient Texts texts = new Texts(OperationsPages.class);
    private final transient Pages pages;
    private final transient PluginPages plugins;
    private final transient DeployPage deploying;
    private final transient WorkPages work;
    private final transient OfficerPages appointing;
    private final transient OversightPages oversight;
    private final transient GrantPages granting;

    @Activate
    public OperationsPages(
            @Reference Deployment deployment,
            @Reference Catalogue catalogue,
            @Reference Journeys journeys,
            @Reference Officers officers,
            @Reference GrantDesk grants,
            @Reference Theme theme,
            @Reference Overseers overseers,
            @Reference InstantSource clock) {
        this.officers = officers;
        this.pages = new Pages(texts, theme::address);
        this.plugins = new PluginPages(deployment, catalogue, journeys);
        this.deploying = new DeployPage(deployment);
        this.work = new WorkPages(deployment, journeys);
        this.appointing = new OfficerPages(new Appointments(officers));
        this.oversight = new OversightPages(overseers, clock);
        this.granting = new GrantPages(grants);
    }

    @Override
    public void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setAttribute(Visit.ENTERED, true);
        Turn turn = new Turn(request, response, Visit.of(request::getAttribute), texts, pages);
        try {
            route(turn);
        } catch (Problem problem) {
            if (problem.name().equals("operator-required")) {
                String from = request.getMethod().equals("GET") ? turn.path() : HOME;
                turn.to(HOME + "/login?goto=" + URLEncoder.encode(from, StandardCharsets.UTF_8));
                return;
            }
            problem.headers().forEach(response::setHeader);
            turn.draw(
                    problem.status(),
                    "problem",
                    "",
                    Map.of(
                            "title", problem.title().in(turn.language()),
                            "detail", problem.detail().in(turn.language()),
                            "failed", true));
        } catch (RuntimeException | IOException e) {
            // thrown through the HTTP whiteboard it would be logged twice
            request.setAttribute(RequestDispatcher.ERROR_EXCEPTION, e);
            response.sendError(500);
        }
    }

    private void route(Turn turn) throws IOException {
        String method = turn.request().getMethod();
        boolean post = method.equals("POST");
        if (!post && !method.equals("GET") && !method.equals("HEAD")) {
            throw Problem.of(
                            405,
                            "method-not-allowed",
                            LocalText.of("Това не може да се направи тук", "This cannot be done here"),
                            LocalText.of("Започнете от списъка с модули.", "Begin at the list of plug-ins."))
                    .header("Allow", "GET, HEAD, POST");
        }
        List<String> way = Arrays.stream(turn.path().split("/"))
                .filter(part -> !part.isEmpty())
                .skip(1)
                .toList();
        String place = way.isEmpty() ? "" : way.get(0);
        List<String> rest = way.isEmpty() ? way : way.subList(1, way.size());
        switch (place) {
            case "" -> home(get(turn, post));
            case "login" -> login(turn, post, rest);
            case "logout" -> logout(turn, post, rest);
            case "plugins" -> plugins.serve(turn, post, rest);
            case "deployments" -> deploying.serve(turn, post, rest);
            case "parked" -> work.parked(turn, post, rest);
            case "standing" -> work.standing(turn, post, rest);
            case "ledger" -> work.ledger(turn, post, rest);
            case "oversight" -> oversight.serve(turn, post, rest);
            case "questions" -> oversight.questions(turn, post, rest);
            case "grants" -> granting.serve(turn, post, rest);
            case "operators" -> appointing.serve(turn, post, rest);
            default -> {
                turn.visit().officer(); // who is not known learns nothing
                throw Problem.notFound();
            }
        }
    }

    /** Whoever has nothing to do with plug-ins has to do with grants. */
    private void home(Turn turn) throws IOException {
        if (turn.visit().office().isPresent() && !turn.may(Action.SEE, "")) {
            turn.to(GrantPages.HOME);
        } else {
            plugins.overview(turn);
        }
    }

    private static Turn get(Turn turn, boolean post) {
        if (post) {
            throw Problem.notFound();
        }
        return turn;
    }

    // Log-in

    private void login(Turn turn, boolean post, List<String> rest) throws IOException {
        if (!rest.isEmpty()) {
            throw Problem.notFound();
        }
        String goTo = local(
                post
                        ? turn.visit().field("goto").orElse(HOME)
                        : turn.asked("goto").orElse(HOME));
        if (turn.visit().office().isPresent()) {
            turn.to(goTo);
            return;
        }
        if (!post) {
            drawLogin(turn, goTo, false);
            return;
        }
        char[] password = turn.visit().field("password").orElse("").toCharArray();
        Optional<String> token =
                officers.enter(turn.visit().field("name").orElse("").strip(), password);
        Arrays.fill(password, ' ');
        if (token.isEmpty()) {
            drawLogin(turn, goTo, true);
            return;
        }
        cookie(turn, token.get(), -1);
        turn.to(goTo);
    }

    private static void drawLogin(Turn turn, String goTo, boolean failed) throws IOException {
        turn.draw(
                failed ? 403 : 200,
                "login",
                "",
                Map.of(
                        "title",
                        turn.text("login.title"),
                        "goTo",
                        goTo,
                        "failed",
                        failed,
                        "otherLanguage",
                        HOME + "/login?lang=" + turn.text("language.other.code") + "&goto="
                                + URLEncoder.encode(goTo, StandardCharsets.UTF_8)));
    }

    /** One of these pages; whatever could lead elsewhere becomes the first of them. */
    static String local(String goTo) {
        return goTo.matches("/operations(/[A-Za-z0-9._@-]{1,100}){0,6}") ? goTo : HOME;
    }

    private void logout(Turn turn, boolean post, List<String> rest) {
        if (!post || !rest.isEmpty()) {
            throw Problem.notFound();
        }
        turn.visit().officer();
        Cookie[] cookies = turn.request().getCookies();
        for (Cookie each : cookies == null ? new Cookie[0] : cookies) {
            if (each.getName().equals(COOKIE)) {
                officers.leave(each.getValue());
            }
        }
        cookie(turn, "", 0);
        turn.to(HOME + "/login");
    }

    private static void cookie(Turn turn, String value, int seconds) {
        Cookie cookie = new Cookie(COOKIE, value);
        cookie.setPath(HOME);
        cookie.setHttpOnly(true);
        cookie.setSecure(turn.visit().secure());
        cookie.setMaxAge(seconds);
        cookie.setAttribute("SameSite", "Strict");
        turn.response().addCookie(cookie);
    }
}
