/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.rest.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Response;
import org.gishe.identity.Officers;
import org.gishe.identity.Officers.Token;
import org.gishe.json.Json;
import org.gishe.web.door.Visit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsResource;

/**
 * Tokens for programs: OAuth 2.0, the client credentials grant (RFC 6749, section 4.4) with the client's name and password by
 * HTTP Basic (section 2.3.1). Its errors are those of section 5.2, which clients' libraries read.
 */
@Component(service = TokenResource.class)
@JaxrsResource
@JaxrsName("org.gishe.web.rest.token")
@Path("/api/v1/token")
@Produces(Calls.JSON)
public final class TokenResource {

    private static final int LONGEST = 1_000;

    private final Officers officers;
    private final InstantSource clock;

    @Activate
    public TokenResource(@Reference Officers officers, @Reference InstantSource clock) {
        this.officers = officers;
        this.clock = clock;
    }

    @POST
    public Response token(@Context HttpServletRequest request) {
        Visit visit = Calls.visit(request);
        List<String> kinds = visit.form().getOrDefault("grant_type", List.of());
        if (kinds.size() != 1) {
            return error(400, "invalid_request", "send grant_type=client_credentials once, as a form");
        }
        if (!kinds.get(0).equals("client_credentials")) {
            return error(400, "unsupported_grant_type", "the only grant_type here is client_credentials");
        }
        if (!visit.form().getOrDefault("scope", List.of("")).equals(List.of(""))) {
            return error(400, "invalid_scope", "there are no scopes here: rights are grants of registers");
        }
        Optional<Token> token = credentials(request.getHeader("Authorization")).flatMap(each -> {
            char[] password = each.password().toCharArray();
            try {
                return officers.token(each.name(), password);
            } finally {
                Arrays.fill(password, ' ');
            }
        });
        if (token.isEmpty()) {
            return error(401, "invalid_client", "name or password are missing or wrong: send them by HTTP Basic");
        }
        return answer(Response.ok(Json.write(Json.object()
                        .put("access_token", token.get().value())
                        .put("token_type", "Bearer")
                        .put("expires_in", (int)
                                Duration.between(clock.instant(), token.get().until())
                                        .toSeconds())
                        .build())))
                .build();
    }

    /** Name and password as they came; {@link #toString} tells the name alone. */
    private record Credentials(String name, String password) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Both are written like fields of a form before they are put into HTTP Basic: section 2.3.1. */
    private static Optional<Credentials> credentials(String authorization) {
        if (authorization == null
                || authorization.length() > LONGEST
                || !authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            byte[] pair = Base64.getDecoder().decode(authorization.substring(6).trim());
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(pair))
                    .toString();
            int colon = text.indexOf(':');
            return colon < 1
                    ? Optional.empty()
                    : Optional.of(
                            new Credentials(decoded(text.substring(0, colon)), decoded(text.substring(colon + 1))));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static String decoded(String text) {
        return java.net.URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static Response error(int status, String error, String description) {
        Response.ResponseBuilder response = Response.status(status)
                .entity(Json.write(Json.object()
                        .put("error", error)
                        .put("error_description", description)
                        .build()));
        if (status == 401) {
            response.header("WWW-Authenticate", "Basic realm=\"gishe\", charset=\"UTF-8\"");
        }
        return answer(response).build();
    }

    private static Response.ResponseBuilder answer(Response.ResponseBuilder response) {
        return response.type(Calls.JSON).header("Cache-Control", "no-store").header("Pragma", "no-cache");
    }
}
