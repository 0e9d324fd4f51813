/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.ws.rs.Consumes;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.QueryParam;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Response;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.service.Finding;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.RegisterDescription;
import org.gishe.identity.Officer;
import org.gishe.json.Json;
import org.gishe.registers.Grant;
import org.gishe.registers.Grants;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsResource;

/** Registers for other administrations' systems. */
@Component(service = RegistersResource.class)
@JaxrsResource
@JaxrsName("org.gishe.web.enquiries.registers")
@Path("/api/v1/registers")
@Produces(Calls.JSON)
public final class RegistersResource {

    private static final int LARGEST = 65_536;
    private static final int LARGEST_BATCH = 1_048_576;
    private static final int MOST_ITEMS = 1_000;
    private static final int MOST_GRANTS = 1_000;

    private final Desk desk;
    private final Grants grants;
    private final Catalogue catalogue;
    private final InstantSource clock;

    @Activate
    public RegistersResource(
            @Reference Desk desk,
            @Reference Grants grants,
            @Reference Catalogue catalogue,
            @Reference InstantSource clock) {
        this.desk = desk;
        this.grants = grants;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /** What the caller may ask; with {@code all=true} whatever can be asked here. */
    @GET
    public Response registers(@Context HttpServletRequest request, @QueryParam("all") boolean all) {
        Visit visit = Calls.visit(request);
        Officer officer = visit.officer();
        List<Grant> held = held(officer);
        List<Data> list = new ArrayList<>();
        current().forEach((id, register) -> {
            List<Data> operations = register.operations().stream()
                    .map(operation -> operation(id, operation, held, visit.language()))
                    .filter(operation -> all || operation.members().containsKey("granted"))
                    .map(Data.class::cast)
                    .toList();
            if (!operations.isEmpty()) {
                list.add(Json.object()
                        .put("register", id)
                        .put("title", register.title().in(visit.language()))
                        .put("administration", register.administration())
                        .put("operations", Json.array(operations))
                        .build());
            }
        });
        return Calls.ok(Json.array(list));
    }

    private List<Grant> held(Officer officer) {
        Optional<String> consumer =
                switch (officer.role()) {
                    case SYSTEM -> Optional.of(Desk.consumer(officer));
                    case CLERK -> Optional.of("desk/" + officer.administration());
                    default -> Optional.empty();
                };
        Instant now = clock.instant();
        return consumer.map(name -> grants.grants(Optional.empty(), Optional.of(name), MOST_GRANTS).stream()
                        .filter(grant -> grant.holds(now)
                                && grant.wish().administration().equals(officer.administration()))
                        .toList())
                .orElse(List.of());
    }

    private static Data.Obj operation(
            String register, RegisterDescription.Operation operation, List<Grant> held, Locale language) {
        var json = Json.object()
                .put("operation", operation.name())
                .put("title", operation.title().in(language))
                .put("address", "/api/v1/registers/" + register + "/" + operation.name());
        List<Data> granted = held.stream()
                .map(Grant::wish)
                .filter(wish ->
                        wish.register().equals(register) && wish.operation().equals(operation.name()))
                .map(wish -> {
                    var each = Json.object()
                            .put(
                                    "elements",
                                    Shapes.texts(
                                            wish.elements().equals(List.of("*"))
                                                    ? operation.elements()
                                                    : wish.elements()));
                    wish.basis().ifPresent(basis -> each.put("basis", Shapes.basis(basis)));
                    wish.until().ifPresent(until -> each.put("until", until.toString()));
                    return (Data) each.build();
                })
                .toList();
        if (!granted.isEmpty()) {
            json.put("granted", Json.array(granted));
        }
        return json.build();
    }

    private Map<String, RegisterDescription> current() {
        Map<String, RegisterDescription> registers = new TreeMap<>();
        catalogue.current(Kind.REGISTER).stream()
                .sorted(Comparator.comparing(key -> key.instance()))
                .forEach(key -> catalogue
                        .register(key.id(), key.version())
                        .ifPresent(register -> registers.put(key.instance(), register)));
        return registers;
    }

    /** Every enquiry as a path of its own, with the schemas of the adapters that are current now. */
    @GET
    @Path("openapi.json")
    public Response openapi(@Context HttpServletRequest request) {
        return Calls.ok(new OpenApi(Calls.visit(request).language()).describe(current()));
    }

    /** The schemas of one enquiry. */
    @GET
    @Path("{register}/{operation}")
    public Response operation(
            @Context HttpServletRequest request,
            @PathParam("register") String register,
            @PathParam("operation") String operation) {
        Locale language = Calls.visit(request).language();
        RegisterDescription.Operation found =
                desk.asking().operation(register, operation).orElseThrow(Problems::unknown);
        return Calls.ok(Json.object()
                .put("register", register)
                .put("operation", operation)
                .put("title", found.title().in(language))
                .put("subject", found.subject())
                .put("elements", Shapes.texts(found.elements()))
                .put("request", found.request())
                .put("response", found.response())
                .build());
    }

    /** Asks: at once, or later where the client prefers that. */
    @POST
    @Path("{register}/{operation}")
    @Consumes(Calls.JSON)
    public Response ask(
            @Context HttpServletRequest request,
            @Context HttpServletResponse response,
            @PathParam("register") String register,
            @PathParam("operation") String operation,
            InputStream body) {
        Visit visit = Calls.visit(request);
        Officer system = Calls.system(visit);
        desk.pace().take(Desk.consumer(system), response::setHeader);
        Optional<String> key = Calls.key(request);
        Data.Obj sent = Calls.object(body, LARGEST);
        demandKnown(system, register, operation);
        Ask ask = Ask.of(register, operation, sent, desk.acts(), visit.language());
        boolean later = Calls.later(request);
        Optional<String> callback = callback(sent, later);
        byte[] sha = Desk.digest((later ? "later " : "now ") + register + "/" + operation, sent);
        if (later) {
            return accepted(desk.later(system, ask, key, sha, callback), "");
        }
        if (key.isEmpty()) {
            return Calls.told(desk.now(system, ask)).build();
        }
        Desk.Outcome outcome = desk.now(system, ask, key.get(), sha);
        Response.ResponseBuilder answer = Calls.told(outcome.told());
        return (outcome.replayed() ? answer.header("Idempotency-Replayed", "true") : answer).build();
    }

    /** Asks up to a thousand times; each is answered later. */
    @POST
    @Path("batches")
    @Consumes(Calls.JSON)
    public Response batch(
            @Context HttpServletRequest request, @Context HttpServletResponse response, InputStream body) {
        Visit visit = Calls.visit(request);
        Officer system = Calls.system(visit);
        desk.pace().take(Desk.consumer(system), response::setHeader);
        Optional<String> key = Calls.key(request);
        Data.Obj sent = Calls.object(body, LARGEST_BATCH);
        sent.members().keySet().stream()
                .filter(name -> !List.of("items", "callback").contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw Problems.invalid(
                            "/" + name,
                            "Тук няма такова поле. Махнете го.",
                            "There is no such member here. Take it out.");
                });
        if (!(sent.members().get("items") instanceof Data.Arr items)
                || items.items().isEmpty()
                || items.items().size() > MOST_ITEMS) {
            throw Problems.invalid(
                    "/items", "Дайте от 1 до " + MOST_ITEMS + " справки.", "Give 1 to " + MOST_ITEMS + " enquiries.");
        }
        List<Desk.Item> asked =
                items.items().stream().map(each -> item(each, visit.language())).toList();
        byte[] sha = Desk.digest("batches", sent);
        return accepted(desk.batch(system, asked, key, sha, callback(sent, true)), "batches/");
    }

    private Desk.Item item(Data value, Locale language) {
        if (!(value instanceof Data.Obj object)) {
            return wrong(
                    "", Problems.invalid("", "Дайте обект (JSON object).", "Give an object (JSON object)."), language);
        }
        String register = object.text("/register").orElse("");
        String operation = object.text("/operation").orElse("");
        Data.Obj rest = Data.EMPTY;
        for (Map.Entry<String, Data> member : object.members().entrySet()) {
            if (!List.of("register", "operation").contains(member.getKey())) {
                rest = rest.with(member.getKey(), member.getValue());
            }
        }
        if (rest.members().containsKey("callback")) {
            return wrong(
                    register,
                    Problems.invalid(
                            "/callback", "Адресът е един за всички справки.", "One address is for the whole batch."),
                    language);
        }
        if (desk.asking().operation(register, operation).isEmpty()) {
            return wrong(register, Problems.unknown(), language);
        }
        try {
            return new Desk.Item(
                    register,
                    Optional.of(Ask.of(register, operation, rest, desk.acts(), language)),
                    Optional.empty(),
                    language);
        } catch (Problem problem) {
            return wrong(register, problem, language);
        }
    }

    private static Desk.Item wrong(String register, Problem problem, Locale language) {
        String lane = register.matches("[a-z][a-z0-9-]{0,63}") ? register : "none";
        return new Desk.Item(lane, Optional.empty(), Optional.of(Told.of(problem, language)), language);
    }

    /** An unknown register looks the same to everybody; one whose adapter is being replaced is down, not gone. */
    private void demandKnown(Officer system, String register, String operation) {
        if (desk.asking().operation(register, operation).isEmpty()) {
            boolean away = desk.asking().register(register).isEmpty()
                    && held(system).stream()
                            .anyMatch(grant -> grant.wish().register().equals(register)
                                    && grant.wish().operation().equals(operation));
            if (!away) {
                throw Problems.unknown();
            }
        }
    }

    private Optional<String> callback(Data.Obj sent, boolean later) {
        Data value = sent.members().get("callback");
        if (value == null) {
            return Optional.empty();
        }
        if (!later) {
            throw Problems.callbackOdd(LocalText.of(
                    "Отговорът идва веднага. За обратно повикване изпратете и „Prefer: respond-async“.",
                    "The answer comes at once. For a callback send \"Prefer: respond-async\" too."));
        }
        if (!(value instanceof Data.Text text)) {
            throw Problems.invalid(List.of(
                    new Finding("/callback", LocalText.of("Дайте адрес като текст.", "Give an address as a text."))));
        }
        URI address = desk.addresses().read(text.value());
        return Optional.of(address.toString());
    }

    private static Response accepted(Desk.Accepted accepted, String folder) {
        String address = "/api/v1/enquiries/" + folder + accepted.id();
        Response.ResponseBuilder response = Response.status(202)
                .type(Calls.JSON)
                .header("Location", address)
                .header("Preference-Applied", "respond-async")
                .header("Retry-After", "1")
                .entity(Json.write(Json.object()
                        .put("id", accepted.id())
                        .put("state", "waiting")
                        .put("address", address)
                        .build()));
        return (accepted.replayed() ? response.header("Idempotency-Replayed", "true") : response).build();
    }
}
