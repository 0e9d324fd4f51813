/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.alerts.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** etc/org.gishe.alerts.cfg */
@ObjectClassDefinition(name = "Alerts", description = "Mail to operators about what needs somebody now")
@interface AlertsConfiguration {

    @AttributeDefinition(description = "Mail server; empty: nobody is called")
    String host() default "";

    @AttributeDefinition(description = "Its port")
    int port() default 587;

    @AttributeDefinition(description = "Address from which mail comes")
    String from() default "";

    @AttributeDefinition(description = "Addresses that get it, with commas between them")
    String to() default "";

    @AttributeDefinition(description = "Name of this installation in the subject")
    String name() default "Gishe";

    @AttributeDefinition(description = "Whether the connection must become encrypted by STARTTLS")
    boolean starttls() default true;

    @AttributeDefinition(
            description = "Whether it is encrypted from its first byte, as on port 465; starttls then does not count")
    boolean tls() default false;

    @AttributeDefinition(description = "User at the mail server; empty for none")
    String user() default "";

    @AttributeDefinition(description = "File that holds the user's password and nothing else")
    String passwordFile() default "";
}
