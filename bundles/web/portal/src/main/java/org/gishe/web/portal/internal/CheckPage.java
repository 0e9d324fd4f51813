/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.portal.internal;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.gishe.api.base.LocalText;
import org.gishe.identity.Session;
import org.gishe.signing.Validation;
import org.gishe.signing.VerdictWords;
import org.gishe.vendor.dss.AdesException;
import org.gishe.vendor.dss.Document;
import org.gishe.vendor.dss.Verdict;
import org.gishe.vendor.dss.Verdict.Indication;
import org.gishe.vendor.dss.Verdict.SignatureVerdict;
import org.gishe.web.door.Problem;
import org.gishe.web.door.UploadForm;
import org.gishe.web.door.Visit;
import org.gishe.web.theme.Texts;
import org.gishe.web.theme.Theme;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Anybody has a signed document judged here, without logging in. Nothing of it is kept: the report is part of the answer. */
@Component(service = Servlet.class)
@HttpWhiteboardContextSelect("(osgi.http.whiteboard.context.name=" + PortalContext.NAME + ")")
@HttpWhiteboardServletName("org.gishe.web.portal.check")
@HttpWhiteboardServletPattern("/check")
public final class CheckPage extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String DOCUMENT = "document";
    private static final String CONTENT = "content";
    private static final int LONGEST_NAME = 200;

    private final transient Validation validation;
    private final transient Texts texts = new Texts(Portal.class);
    private final transient Formats formats = new Formats(texts);
    private final transient Pages pages;

    @Activate
    public CheckPage(@Reference Validation validation, @Reference Theme theme) {
        this.validation = validation;
        this.pages = new Pages(texts, theme::address);
    }

    @Override
    public void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setAttribute(Visit.ENTERED, true);
        Visit visit = Visit.of(request::getAttribute);
        try {
            switch (request.getMethod()) {
                case "GET", "HEAD" -> form(request, response, visit, 200, "");
                case "POST" -> check(request, response, visit);
                default ->
                    throw Problem.of(
                                    405,
                                    "method-not-allowed",
                                    LocalText.of("Това не може да се направи тук", "This cannot be done here"),
                                    LocalText.of("Започнете от началната страница.", "Begin at the start page."))
                            .header("Allow", "GET, HEAD, POST");
            }
        } catch (RuntimeException e) {
            request.setAttribute(RequestDispatcher.ERROR_EXCEPTION, e);
            response.sendError(e instanceof Problem problem ? problem.status() : 500);
        }
    }

    /** @param wrong key of what is wrong with what was sent; empty when nothing was */
    private void form(HttpServletRequest request, HttpServletResponse response, Visit visit, int status, String wrong)
            throws IOException {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("title", texts.text(visit.language(), "examine.title"));
        model.put("wrong", wrong);
        model.put("failed", !wrong.isEmpty());
        // the door does not read so large a form: it finds the token in the address
        model.put(
                "address",
                "/check"
                        + visit.session()
                                .map(Session::csrf)
                                .map(token -> "?csrf=" + URLEncoder.encode(token, StandardCharsets.UTF_8))
                                .orElse(""));
        response.setStatus(status);
        write(request, response, pages.draw("examine", visit, "/check", "/", model));
    }

    private record Sent(Path file, String name, String type) {}

    private void check(HttpServletRequest request, HttpServletResponse response, Visit visit) throws IOException {
        List<Path> files = new ArrayList<>();
        try {
            Map<String, Sent> sent = new LinkedHashMap<>();
            UploadForm.read(request, (fields, name, fileName, type, in) -> {
                if (!name.equals(DOCUMENT) && !name.equals(CONTENT) || sent.containsKey(name)) {
                    throw UploadForm.malformed();
                }
                Path file = Files.createTempFile("check-", ".tmp");
                files.add(file);
                copy(in, file);
                sent.put(name, new Sent(file, named(fileName), type.isEmpty() ? "application/octet-stream" : type));
                return true;
            });
            Sent document = sent.get(DOCUMENT);
            if (document == null || Files.size(document.file()) == 0) {
                form(request, response, visit, 422, "none");
                return;
            }
            judge(request, response, visit, document, sent.get(CONTENT));
        } finally {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void copy(InputStream in, Path file) throws IOException {
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The last part of what a browser says a file is called. */
    private static String named(String said) {
        String name = said.substring(Math.max(said.lastIndexOf('/'), said.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{Cntrl}", "");
        return name.isBlank() ? "document" : name.substring(0, Math.min(LONGEST_NAME, name.length()));
    }

    private void judge(
            HttpServletRequest request, HttpServletResponse response, Visit visit, Sent sent, @Nullable Sent content)
            throws IOException {
        Verdict verdict;
        try {
            verdict = validation.validate(
                    document(sent),
                    Stream.ofNullable(content).map(CheckPage::document).toList());
        } catch (AdesException e) {
            switch (e.reason()) {
                case TOO_LARGE -> form(request, response, visit, 413, "large");
                case MALFORMED -> form(request, response, visit, 422, "odd");
                default -> throw e;
            }
            return;
        } catch (IllegalArgumentException e) {
            form(request, response, visit, 422, "odd");
            return;
        } catch (Validation.BusyException e) {
            response.setHeader("Retry-After", "5");
            form(request, response, visit, 503, "busy");
            return;
        }
        Locale language = visit.language();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("title", texts.text(language, "examined.title"));
        model.put("file", sent.name());
        model.put("outcome", verdict.outcome().name());
        model.put("words", VerdictWords.of(verdict).in(language));
        model.put("sandbox", validation.sandbox());
        model.put(
                "signatures",
                verdict.signatures().stream()
                        .map(each -> signature(each, language))
                        .toList());
        model.put("unsigned", verdict.unsigned());
        model.put("report", "data:application/xml;base64," + Base64.getEncoder().encodeToString(verdict.etsiReport()));
        write(request, response, pages.draw("examined", visit, "/check", "/check", model));
    }

    private static Document document(Sent sent) {
        return Document.of(sent.name(), sent.type(), sent.file());
    }

    private Map<String, Object> signature(SignatureVerdict each, Locale language) {
        List<Map<String, Object>> rows = new ArrayList<>();
        row(rows, language, "why", VerdictWords.reason(each).in(language));
        row(rows, language, "worth", VerdictWords.qualification(each).in(language));
        row(
                rows,
                language,
                "certificate.then",
                VerdictWords.certificate(each.certificateQualificationAtIssuance())
                        .in(language));
        row(
                rows,
                language,
                "certificate.now",
                VerdictWords.certificate(each.certificateQualificationNow()).in(language));
        row(rows, language, "claimed", time(each.claimedSigningTime(), language));
        row(rows, language, "proved", time(each.bestSignatureTime(), language));
        if (each.pdfChange() != null) {
            row(rows, language, "change", VerdictWords.change(each.pdfChange()).in(language));
        }
        each.documents().stream()
                .filter(document -> document.digest().length > 0)
                .forEach(document -> rows.add(Map.of(
                        "key",
                        texts.text(language, "examined.covers"),
                        "value",
                        document.name() == null ? "" : document.name(),
                        "hash",
                        document.digestAlgorithm() + " " + HexFormat.of().formatHex(document.digest()))));
        row(rows, language, "format", each.format());
        return Map.of(
                "signer",
                signer(each, language),
                "words",
                VerdictWords.of(each).in(language),
                "good",
                each.indication() == Indication.TOTAL_PASSED,
                "rows",
                rows);
    }

    private String signer(SignatureVerdict each, Locale language) {
        if (each.signer() == null) {
            return texts.text(language, "examined.nobody");
        }
        return Stream.of(each.signer().commonName(), each.signer().organisation())
                .filter(Objects::nonNull)
                .distinct()
                .reduce((one, other) -> one + ", " + other)
                .orElse(texts.text(language, "examined.nobody"));
    }

    private String time(@Nullable Instant instant, Locale language) {
        return instant == null ? "" : formats.time(instant, language);
    }

    private void row(List<Map<String, Object>> rows, Locale language, String key, String value) {
        if (!value.isEmpty()) {
            rows.add(Map.of("key", texts.text(language, "examined." + key), "value", value, "hash", ""));
        }
    }

    private static void write(HttpServletRequest request, HttpServletResponse response, String html)
            throws IOException {
        byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
        response.setContentType("text/html;charset=UTF-8");
        response.setContentLength(bytes.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(bytes);
        }
    }
}
