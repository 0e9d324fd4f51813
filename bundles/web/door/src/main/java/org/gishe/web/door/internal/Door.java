/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.gishe.api.base.LocalText;
import org.gishe.identity.Identity;
import org.gishe.identity.Officer;
import org.gishe.identity.OfficerSession;
import org.gishe.identity.Session;
import org.gishe.web.door.Doorkeeper;
import org.gishe.web.door.Probe;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.servlet.whiteboard.Preprocessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Every request comes in here and goes out here. In this order: the path is looked at, the body is taken in, a request from
 * another site is refused, it is held while a handler is missing, somebody is recognised, the token of a form is compared.
 */
@Component(
        name = "org.gishe.web.door",
        service = {Preprocessor.class, Doorkeeper.class},
        immediate = true)
@Designate(ocd = DoorConfig.class)
public final class Door implements Preprocessor, Doorkeeper {

    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final String SESSION_COOKIE = "gishe";
    private static final String OFFICER_COOKIE = "gishe-officer";
    private static final String OPERATIONS = "/api/v1/operations/";
    private static final String PAGES = "/operations";
    /** For officers and systems by token or password, not for citizens. */
    private static final Set<String> OFFICES = Set.of("/api/v1/registers", "/api/v1/enquiries", "/api/v1/grants");
    /** Under these, and for everybody. */
    private static final Set<String> OPEN = Set.of("/api/v1/registers/openapi.json", "/api/v1/enquiries/seal.pem");

    private static final Set<String> UPLOADS =
            Set.of("/api/v1/operations/deployments", PAGES + "/deployments", "/api/v1/validations", "/check");
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
                    + " manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private final DoorConfig config;
    private final Failures failures;
    private final Handlers handlers;
    private final Expected expected;
    private final Health health;
    private final Gate gate;
    /** Opens once: when the platform is ready after its start. */
    private final Gate start;

    // identity is replaced while the door serves: requests are held meanwhile
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Identity identity;

    // they belong to bundles that are replaced while the door serves
    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile List<Probe> probes = List.of();

    private final LongAdder answered = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder inside = new LongAdder();
    private final AtomicLong planted = new AtomicLong();

    @Activate
    public Door(
            DoorConfig config,
            @Reference Failures failures,
            @Reference Handlers handlers,
            @Reference Expected expected,
            @Reference Health health) {
        this.config = config;
        this.failures = failures;
        this.handlers = handlers;
        this.expected = expected;
        this.health = health;
        this.gate = new Gate(this::missing, Duration.ofMillis(config.hold_millis()), config.hold_count());
        this.start = new Gate(health::starting, Duration.ofMillis(config.hold_millis()), config.hold_count());
        handlers.tell(gate::changed);
    }

    @Override
    public Set<String> missing() {
        Set<String> wanted = new HashSet<>(expected.names());
        wanted.addAll(List.of(config.expect()));
        Set<String> missing = new TreeSet<>(handlers.missing(wanted));
        if (identity == null) {
            missing.add(Identity.class.getName());
        }
        return missing;
    }

    @Override
    public List<String> waiting() {
        return health.waiting(this);
    }

    @Override
    public Counts counts() {
        return new Counts(answered.sum(), refused.sum(), failed.sum(), gate.held() + start.held(), inside.sum());
    }

    @Override
    public void doFilter(ServletRequest incoming, ServletResponse outgoing, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) incoming;
        HttpServletResponse response = (HttpServletResponse) outgoing;
        Visit visit = stranger(request);
        inside.increment();
        MDC.put("trace", visit.trace());
        try {
            headers(response, visit);
            serve(request, response, visit, chain);
        } catch (Problem problem) {
            refused.increment();
            answer(response, problem, visit);
        } catch (RuntimeException e) {
            answer(response, failures.problem(e, visit), visit);
        } finally {
            MDC.remove("trace");
            inside.decrement();
            answered.increment();
            if (response.getStatus() >= 500 && !request.getRequestURI().startsWith("/health/")) {
                failed.increment(); // not ready is an answer, not a failure
            }
        }
    }

    private void serve(HttpServletRequest request, HttpServletResponse response, Visit stranger, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getRequestURI();
        if (!Paths.clean(path)) {
            throw Problem.malformed(LocalText.of(
                    "Адресът не е изписан правилно. Проверете го.", "The address is not well written. Check it."));
        }
        if (path.equals("/health/live") || path.equals("/health/ready")) {
            health.answer(path.endsWith("ready"), insider(request), this, response);
            return;
        }
        for (Probe probe : probes) {
            if (probe.path().equals(path)) {
                answer(request, response, probe);
                return;
            }
        }
        boolean changes = !Set.of("GET", "HEAD", "OPTIONS").contains(request.getMethod());
        if (request.getMethod().equals("TRACE")) {
            throw Failures.ofStatus(405);
        }
        boolean upload = UPLOADS.contains(path) && changes;
        if (upload && request.getContentLengthLong() > config.upload_limit()) {
            throw Problem.tooLarge(config.upload_limit());
        }
        Map<String, List<String>> query = fields(request.getQueryString());
        byte[] body = upload || !hasBody(request)
                ? new byte[0]
                : Body.read(
                        request.getInputStream(),
                        request.getContentLengthLong(),
                        config.body_limit(),
                        System.nanoTime() + config.body_millis() * 1_000_000L);
        Map<String, List<String>> form = isForm(request) ? fields(ascii(body)) : Map.of();
        if (changes) {
            sameSite(request, stranger);
        }

        long deadline = gate.deadline();
        gate.pass(deadline);
        if (!path.startsWith(OPERATIONS) && !isPage(path) && !path.startsWith("/assets/")) {
            // until plug-ins are back, a draft's e-service would seem not to be offered any more; operators may mend
            // that
            start.pass(deadline);
        }

        Visit visit = recognise(request, path, stranger, form);
        if (changes) {
            // a form with a file is not read here: it carries the token in its address
            Optional<String> given = Optional.ofNullable(request.getHeader("X-CSRF-Token"))
                    .or(() -> upload ? Optional.ofNullable(first(query, "csrf")) : visit.field("csrf"));
            visit.session().map(Session::csrf).ifPresent(csrf -> token(csrf, given));
            visit.office()
                    .map(OfficerSession::csrf)
                    .filter(csrf -> !csrf.isEmpty())
                    .ifPresent(csrf -> token(csrf, given));
        }
        if (plants(path)) {
            throw Problem.notFound();
        }
        if (visit.page() && Languages.named(first(query, "lang")) != null) {
            Cookie cookie = new Cookie("lang", visit.language().getLanguage());
            cookie.setPath("/");
            cookie.setMaxAge(365 * 24 * 3600);
            cookie.setSecure(visit.secure());
            cookie.setAttribute("SameSite", "Lax");
            response.addCookie(cookie);
        }
        request.setAttribute(Visit.ATTRIBUTE, visit);
        visit.session().ifPresent(session -> request.setAttribute("gishe.session", session));
        visit.operator().ifPresent(name -> request.setAttribute("gishe.operator", name));
        Map<String, String[]> parameters = parameters(query, form);
        while (true) {
            int changesBefore = gate.changes();
            GuardedResponse guarded = new GuardedResponse(response);
            request.removeAttribute(Visit.ENTERED);
            request.removeAttribute(RequestDispatcher.ERROR_EXCEPTION);
            chain.doFilter(
                    new GuardedRequest(
                            request,
                            upload
                                    ? new Body.Counted(request.getInputStream(), config.upload_limit())
                                    : new Body.Kept(body),
                            parameters),
                    guarded);
            int status = guarded.error() == 0 ? response.getStatus() : guarded.error();
            boolean unmatched = !response.isCommitted()
                    && request.getAttribute(Visit.ENTERED) == null
                    && (status == 404 || status >= 500);
            if (unmatched && gate.mayChange(changesBefore) && System.nanoTime() - deadline < 0) {
                // the whiteboard makes its server anew at each change, and knows no address meanwhile
                response.reset();
                headers(response, visit);
                gate.moment();
                gate.pass(deadline);
                continue;
            }
            if (unmatched && status == 404) {
                response.reset();
                headers(response, visit);
                answer(response, Problem.notFound(), visit);
            } else if (guarded.error() != 0 && !response.isCommitted()) {
                response.reset();
                headers(response, visit);
                answer(response, left(request, guarded.error(), visit), visit);
            } else if (!request.isAsyncStarted()) {
                guarded.finish();
            }
            return;
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, Probe probe) throws IOException {
        if (!Set.of("GET", "HEAD").contains(request.getMethod())) {
            throw Failures.ofStatus(405);
        }
        if (!probe.open() && !Vicinity.local(request)) {
            Identity now = identity;
            if (now == null) {
                throw Problem.busy(2);
            }
            if (!watches(office(request.getHeader("Authorization"), now).officer())) {
                throw Problem.notAllowed();
            }
        }
        Probe.Answer answer = probe.answer(this);
        response.setContentType(answer.mediaType());
        response.setContentLength(answer.body().length);
        response.getOutputStream().write(answer.body());
    }

    /** Somebody on this machine, or an officer who watches. */
    private boolean insider(HttpServletRequest request) {
        if (Vicinity.local(request)) {
            return true;
        }
        Identity now = identity;
        String authorization = request.getHeader("Authorization");
        if (now == null || authorization == null) {
            return false;
        }
        return watches(office(authorization, now).officer());
    }

    /** Whether somebody may know how the whole platform is: a deployer has to do with some plug-ins of it. */
    private static boolean watches(Officer officer) {
        return Set.of(Officer.Role.OPERATOR, Officer.Role.AUDITOR).contains(officer.role());
    }

    /** An error that a handler left to the server, with its exception where there is one. */
    private Problem left(HttpServletRequest request, int status, Visit visit) {
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable thrown) {
            return failures.problem(thrown, visit);
        }
        if (status >= 500) {
            return failures.problem(new IllegalStateException("a handler answered " + status), visit);
        }
        return Failures.ofStatus(status);
    }

    /** What is known of a request before anybody is recognised. */
    private Visit stranger(HttpServletRequest request) {
        boolean secure = request.isSecure() || config.address().startsWith("https:");
        String host = request.getHeader("Host");
        String origin = !config.address().isEmpty()
                ? config.address().replaceAll("/+$", "")
                : (secure ? "https://" : "http://")
                        + (host != null && host.matches("[A-Za-z0-9.\\-\\[\\]:]{1,255}")
                                ? host.toLowerCase(Locale.ROOT)
                                : request.getLocalAddr() + ":" + request.getLocalPort());
        String query = request.getQueryString();
        String asked = null;
        if (query != null && query.contains("lang=")) {
            asked = query.matches("(.*&)?lang=en(&.*)?") ? "en" : query.matches("(.*&)?lang=bg(&.*)?") ? "bg" : null;
        }
        Locale language = Languages.choose(
                asked, cookies(request, "lang").findFirst().orElse(null), request.getHeader("Accept-Language"));
        String path = request.getRequestURI();
        String accept = request.getHeader("Accept");
        boolean page = !path.startsWith("/api/") && accept != null && accept.contains("text/html");
        return new Visit(Optional.empty(), Optional.empty(), language, trace(request), origin, secure, page, Map.of());
    }

    private static String trace(HttpServletRequest request) {
        String parent = request.getHeader("traceparent"); // W3C Trace Context, 3.2
        if (parent != null && parent.matches("[0-9a-e][0-9a-f]-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")) {
            return parent.substring(3, 35);
        }
        UUID id = UUID.randomUUID();
        return HexFormat.of().toHexDigits(id.getMostSignificantBits())
                + HexFormat.of().toHexDigits(id.getLeastSignificantBits());
    }

    private void headers(HttpServletResponse response, Visit visit) {
        response.setHeader("X-Request-Id", visit.trace());
        response.setHeader("Content-Security-Policy", CONTENT_POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store"); // whoever answers what is nobody's own says otherwise
        if (visit.secure()) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
    }

    /** Whether it is one of the operators' pages. */
    private static boolean isPage(String path) {
        return path.equals(PAGES) || path.startsWith(PAGES + "/");
    }

    private static boolean isOffice(String path) {
        return !OPEN.contains(path)
                && OFFICES.stream().anyMatch(each -> path.equals(each) || path.startsWith(each + "/"));
    }

    private Visit recognise(HttpServletRequest request, String path, Visit stranger, Map<String, List<String>> form) {
        Optional<Session> session = Optional.empty();
        Optional<OfficerSession> office = Optional.empty();
        Identity now = identity;
        if (now == null) {
            throw Problem.busy(2);
        }
        if (path.startsWith(OPERATIONS)) {
            office = Optional.of(office(request.getHeader("Authorization"), now));
        } else if (isOffice(path)) {
            String authorization = request.getHeader("Authorization");
            if (authorization == null) {
                throw Problem.tokenRequired();
            }
            office = Optional.of(office(authorization, now));
        } else if (isPage(path)) {
            office = cookies(request, OFFICER_COOKIE)
                    .limit(3)
                    .map(now::officerSession)
                    .flatMap(Optional::stream)
                    .findFirst();
        } else if (!path.startsWith("/assets/")) {
            session = cookies(request, SESSION_COOKIE)
                    .limit(3)
                    .map(now::session)
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        return new Visit(
                session,
                office,
                stranger.language(),
                stranger.trace(),
                stranger.origin(),
                stranger.secure(),
                stranger.page(),
                form);
    }

    /** Who brings a token (RFC 6750, section 2.1) or name and password (RFC 7617). */
    private static OfficerSession office(@Nullable String authorization, Identity identity) {
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return identity.bearer(authorization.substring(7).trim()).orElseThrow(Problem::tokenInvalid);
        }
        return OfficerSession.once(officer(authorization, identity));
    }

    private static Officer officer(@Nullable String authorization, Identity identity) {
        if (authorization == null
                || !authorization.regionMatches(true, 0, "Basic ", 0, 6)
                || authorization.length() > 1_000) {
            throw Problem.operatorRequired();
        }
        String pair;
        try {
            byte[] bytes = Base64.getDecoder().decode(authorization.substring(6).trim());
            pair = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw Problem.operatorRequired();
        }
        int colon = pair.indexOf(':');
        if (colon < 1) {
            throw Problem.operatorRequired();
        }
        return identity.officer(
                        pair.substring(0, colon), pair.substring(colon + 1).toCharArray())
                .orElseThrow(Problem::operatorRequired);
    }

    /** A browser says from where a request comes; what comes from another site changes nothing here. */
    private static void sameSite(HttpServletRequest request, Visit visit) {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader("Origin");
        boolean foreign = site != null
                ? !site.equals("same-origin") && !site.equals("none")
                : origin != null && !origin.equalsIgnoreCase(visit.origin());
        if (foreign) {
            throw Problem.of(
                    403,
                    "cross-site",
                    LocalText.of("Заявката идва от друг сайт", "The request comes from another site"),
                    LocalText.of(
                            "Тя беше спряна, за да Ви пази. Отворете нашата страница и опитайте оттам.",
                            "It was stopped to protect you. Open our own page and try from there."));
        }
    }

    private static void token(String expected, Optional<String> given) {
        if (!MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), given.orElse("").getBytes(StandardCharsets.UTF_8))) {
            throw Problem.of(
                    403,
                    "csrf",
                    LocalText.of("Страницата е остаряла", "The page is out of date"),
                    LocalText.of(
                            "Нищо не е променено. Върнете се назад, заредете страницата отново и опитайте пак.",
                            "Nothing was changed. Go back, load the page again and try once more."));
        }
    }

    private boolean plants(String path) {
        return config.plant_answer_404() > 0
                && path.startsWith("/api/v1/")
                && planted.incrementAndGet() % config.plant_answer_404() == 0;
    }

    private void answer(HttpServletResponse response, Problem problem, Visit visit) throws IOException {
        if (response.isCommitted()) {
            LOG.debug("The answer had begun when {} came in {}", problem.name(), visit.trace());
            return;
        }
        Failures.Answer answer = failures.answer(problem, visit);
        response.setStatus(answer.status());
        response.setContentType(answer.mediaType());
        answer.headers().forEach(response::setHeader);
        response.setContentLength(answer.body().length);
        response.getOutputStream().write(answer.body());
    }

    private static java.util.stream.Stream<String> cookies(HttpServletRequest request, String name) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? java.util.stream.Stream.empty()
                : java.util.Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(name))
                        .map(Cookie::getValue);
    }

    /** RFC 9112, section 6.3: a request has a body if it tells its length or how it is coded. */
    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    private static boolean isForm(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.split(";", 2)[0].trim().equalsIgnoreCase("application/x-www-form-urlencoded");
    }

    private static String ascii(byte[] body) {
        // ISO 8859-1 keeps each byte, and whatever is not ASCII is refused where it is decoded
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    private static Map<String, List<String>> fields(@Nullable String encoded) {
        try {
            return Paths.fields(encoded);
        } catch (IllegalArgumentException e) {
            throw Problem.malformed(LocalText.of(
                    "Полетата на заявката не са изписани правилно.",
                    "The fields of the request are not well written."));
        }
    }

    private static @Nullable String first(Map<String, List<String>> fields, String name) {
        List<String> values = fields.get(name);
        return values == null ? null : values.get(0);
    }

    private static Map<String, String[]> parameters(Map<String, List<String>> query, Map<String, List<String>> form) {
        Map<String, String[]> parameters = new LinkedHashMap<>();
        query.forEach((name, values) -> parameters.put(name, values.toArray(String[]::new)));
        form.forEach((name, values) ->
                parameters.merge(name, values.toArray(String[]::new), (a, b) -> java.util.stream.Stream.concat(
                                java.util.Arrays.stream(a), java.util.Arrays.stream(b))
                        .toArray(String[]::new)));
        return parameters;
    }
}
