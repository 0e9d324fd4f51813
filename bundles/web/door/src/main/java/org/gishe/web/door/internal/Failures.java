/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.gishe.api.base.LocalText;
import org.gishe.json.Json;
import org.gishe.json.MalformedJsonException;
import org.gishe.store.StoreException;
import org.gishe.web.door.ErrorPages;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes answers of problems, and problems of whatever was thrown. */
@Component(service = Failures.class)
public final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    // the portal is replaced while the door serves: without it people get the plain answer
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable ErrorPages pages;

    /** An answer with its body. */
    record Answer(int status, String mediaType, Map<String, String> headers, byte[] body) {}

    Answer answer(Problem problem, Visit visit) {
        ErrorPages now = pages;
        if (visit.page() && now != null) {
            try {
                byte[] page = now.page(problem, visit).getBytes(StandardCharsets.UTF_8);
                return new Answer(problem.status(), "text/html;charset=UTF-8", problem.headers(), page);
            } catch (RuntimeException e) {
                LOG.error("No page could be drawn for {} in {}", problem.name(), visit.trace(), e);
            }
        }
        return new Answer(
                problem.status(), Problem.MEDIA_TYPE, problem.headers(), Json.write(problem.json(visit.language())));
    }

    /** What was thrown, as a problem; a fault of ours is logged under the incident's number. */
    Problem problem(Throwable thrown, Visit visit) {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < 16; cause = cause.getCause(), depth++) {
            if (cause instanceof Problem problem) {
                return problem;
            }
            if (cause instanceof Body.TooLargeException large) {
                return large.problem();
            }
            if (cause instanceof MalformedJsonException json) {
                return json(json);
            }
            if (cause instanceof StoreException) {
                LOG.warn("The store did not answer in {}", visit.trace(), thrown);
                return Problem.busy(5);
            }
        }
        if (thrown.getClass().getSimpleName().equals("EofException")) { // the server's word for a client that went away
            LOG.debug("The client went away in {}", visit.trace(), thrown);
            return Problem.busy(2);
        }
        String incident = visit.trace().substring(0, 8);
        LOG.error("Incident {}", incident, thrown);
        return Problem.failure(incident);
    }

    private static Problem json(MalformedJsonException json) {
        if (json.reason() == MalformedJsonException.Reason.SIZE) {
            return Problem.of(
                    413,
                    "too-large",
                    LocalText.of("Изпратеното е твърде голямо", "What was sent is too large"),
                    LocalText.of("Изпратете по-малко.", "Send less."));
        }
        String where = json.line() == 0 ? "" : " (" + json.line() + ":" + json.column() + ")";
        LocalText what =
                switch (json.reason()) {
                    case ENCODING ->
                        LocalText.of(
                                "Изпратеното не е в UTF-8" + where + ".", "What was sent is not UTF-8" + where + ".");
                    case DUPLICATE ->
                        LocalText.of(
                                "Едно поле е дадено два пъти" + where + ".",
                                "A member stands twice in one object" + where + ".");
                    case DEPTH ->
                        LocalText.of(
                                "Изпратеното е с твърде много вложени нива" + where + ".",
                                "What was sent is nested too deeply" + where + ".");
                    case NUMBER ->
                        LocalText.of(
                                "Число е извън допустимите граници" + where + ".",
                                "A number is out of range" + where + ".");
                    case TRAILING ->
                        LocalText.of(
                                "След стойността има още нещо" + where + ".",
                                "Something follows the value" + where + ".");
                    default ->
                        LocalText.of(
                                "Изпратеното не е JSON" + where + ". Проверете го и опитайте отново.",
                                "What was sent is not JSON" + where + ". Check it and try again.");
                };
        return Problem.malformed(what);
    }

    /** An error that a server or a library told by its status alone. */
    static Problem ofStatus(int status) {
        return switch (status) {
            case 404 -> Problem.notFound();
            case 405 ->
                Problem.of(
                        405,
                        "method-not-allowed",
                        LocalText.of("Това не може да се направи тук", "This cannot be done here"),
                        LocalText.of(
                                "Адресът съществува, но не приема този метод. Вижте описанието на API.",
                                "The address exists but does not take this method. See the API's description."));
            case 406 ->
                Problem.of(
                        406,
                        "not-acceptable",
                        LocalText.of("Няма отговор в искания вид", "There is no answer of the kind asked for"),
                        LocalText.of(
                                "Променете заглавието Accept и опитайте отново.",
                                "Change the header Accept and try again."));
            case 415 -> unsupportedMediaType();
            default ->
                Problem.of(
                        status,
                        status < 500 ? "refused" : "failure",
                        LocalText.of("Заявката не беше изпълнена", "The request was not carried out"),
                        LocalText.of("Проверете я и опитайте отново по-късно.", "Check it and try again later."));
        };
    }

    static Problem unsupportedMediaType() {
        return Problem.of(
                415,
                "unsupported-media-type",
                LocalText.of("Този вид съдържание не се приема", "This kind of content is not taken in"),
                LocalText.of(
                        "Проверете заглавието Content-Type и опитайте отново.",
                        "Check the header Content-Type and try again."));
    }
}
