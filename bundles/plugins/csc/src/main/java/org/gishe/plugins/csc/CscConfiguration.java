/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.csc;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

@ObjectClassDefinition(
        name = "CSC signature provider",
        description = "One remote signature service that speaks CSC v1 or v2")
@interface CscConfiguration {

    @AttributeDefinition(
            description = "Address of the service without /csc/v1 or /csc/v2, for example https://rssp.example")
    String endpoint();

    @AttributeDefinition(
            description = "Version of the CSC API: 1, 2 or auto, which asks the service",
            options = {@Option("auto"), @Option("1"), @Option("2")})
    String version() default "auto";

    @AttributeDefinition(
            description = "Where the person approves; empty for endpoint/phone, - when their own app rings")
    String approvalPage() default "";

    @AttributeDefinition(
            description =
                    "How the person consents: auto, as each credential says; credentials_authorize, where their app"
                            + " rings; oauth2code, on the service's page, to which they are led and from which they come back",
            options = {@Option("auto"), @Option("credentials_authorize"), @Option("oauth2code")})
    String authorization() default "auto";

    @AttributeDefinition(
            description =
                    "Address of the authorization server without /oauth2/authorize; empty for endpoint/csc/v1 or v2")
    String authorizationServer() default "";

    @AttributeDefinition(
            description =
                    "Issuer of the authorization server, which returns may name (RFC 9207); empty as the service tells"
                            + " it, or whoever is of the authorization server's host")
    String issuer() default "";

    @AttributeDefinition(description = "Client id at the service")
    String clientId();

    @AttributeDefinition(description = "Client secret at the service", type = AttributeType.PASSWORD)
    String _clientSecret();

    @AttributeDefinition(description = "What the citizen reads, in Bulgarian")
    String titleBg();

    @AttributeDefinition(description = "What the citizen reads, in English")
    String titleEn();

    @AttributeDefinition(description = "Signatures that cost nothing")
    int freeSignatures() default 0;

    @AttributeDefinition(description = "Price of each further one")
    String price() default "0";

    @AttributeDefinition(description = "Its currency, ISO 4217")
    String currency() default "EUR";
}
