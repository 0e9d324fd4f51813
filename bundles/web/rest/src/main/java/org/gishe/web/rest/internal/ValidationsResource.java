/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.rest.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.POST;
import javax.ws.rs.Produces;
import javax.ws.rs.QueryParam;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Response;
import org.gishe.api.base.LocalText;
import org.gishe.json.Json;
import org.gishe.signing.Validation;
import org.gishe.vendor.dss.AdesException;
import org.gishe.vendor.dss.Document;
import org.gishe.vendor.dss.Verdict;
import org.gishe.web.door.Problem;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsResource;

/**
 * Anybody may have a signed document judged: is it what was signed, who signed it, and does that count as a handwritten signature.
 * The document is kept nowhere.
 */
@Component(service = ValidationsResource.class)
@JaxrsResource
@JaxrsName("org.gishe.web.rest.validations")
@javax.ws.rs.Path("/api/v1/validations")
public final class ValidationsResource {

    private static final String XML = "application/xml";

    private final Validation validation;

    @Activate
    public ValidationsResource(@Reference Validation validation) {
        this.validation = validation;
    }

    /**
     * The verdict; with {@code Accept: application/xml} the validation report of ETSI TS 119 102-2.
     *
     * @param name of the document's file; a container or PDF needs none
     */
    @POST
    @Produces({Calls.JSON, XML})
    public Response validate(@Context HttpServletRequest request, @QueryParam("name") String name, InputStream body)
            throws IOException {
        Locale language = Calls.visit(request).language();
        Path file = Files.createTempFile("validation-", ".tmp");
        try {
            if (Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING) == 0) {
                throw unreadable("it is empty");
            }
            Verdict verdict = validation.validate(document(name, request.getContentType(), file), List.of());
            String accept = request.getHeader("Accept");
            return accept != null && accept.startsWith(XML)
                    ? Response.ok(verdict.etsiReport(), XML).build()
                    : Response.ok(Json.write(Verdicts.json(verdict, validation.sandbox(), language)), Calls.JSON)
                            .build();
        } catch (AdesException e) {
            throw switch (e.reason()) {
                case TOO_LARGE ->
                    Problem.of(
                            413,
                            "document-too-large",
                            LocalText.of("Документът е твърде голям", "The document is too large"),
                            LocalText.of(
                                    "Той или това, което се разопакова от него, надхвърля допустимото.",
                                    "It, or what it unpacks to, is more than is taken."));
                case MALFORMED -> unreadable(e.getMessage());
                default -> e;
            };
        } catch (Validation.BusyException e) {
            throw Problem.of(
                            503,
                            "busy",
                            LocalText.of("В момента се проверяват много документи", "Many documents are being checked"),
                            LocalText.of("Опитайте отново след малко.", "Try again in a moment."))
                    .header("Retry-After", "5");
        } finally {
            Files.delete(file);
        }
    }

    private static Document document(String name, String type, Path file) {
        try {
            return Document.of(
                    name == null ? "document" : name, type == null ? "application/octet-stream" : type, file);
        } catch (IllegalArgumentException e) {
            throw unreadable("it has no name of a file");
        }
    }

    private static Problem unreadable(String why) {
        return Problem.of(
                422,
                "no-signed-document",
                LocalText.of("Това не е подписан документ", "This is no signed document"),
                LocalText.of(
                        "Изпратете подписан PDF, XML, JSON или CMS файл, или контейнер ASiC.",
                        "Send a signed PDF, XML, JSON or CMS file, or an ASiC container: " + why + "."));
    }
}
