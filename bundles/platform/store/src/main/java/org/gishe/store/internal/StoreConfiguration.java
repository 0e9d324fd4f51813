/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Where the data base is. */
@ObjectClassDefinition(name = "Gishe store")
public @interface StoreConfiguration {

    @AttributeDefinition(
            description =
                    "jdbc:sqlite:FILE or jdbc:postgresql://HOST:PORT/NAME; empty for SQLite in db/gishe.db of gishe.data")
    String url() default "";

    @AttributeDefinition(description = "User of PostgreSQL")
    String user() default "";

    @AttributeDefinition(description = "File that holds the password of PostgreSQL and nothing else")
    String passwordFile() default "";

    @AttributeDefinition(description = "Connections for units on PostgreSQL; SQLite has one writer")
    int writers() default 8;

    @AttributeDefinition(description = "Connections for queries")
    int readers() default 8;

    @AttributeDefinition(description = "Units that may wait; more are refused")
    int waiting() default 10_000;

    @AttributeDefinition(
            description =
                    "Name of this node in the leases of recurring work, unique and stable; empty for a random one kept in gishe.data")
    String node() default "";

    @AttributeDefinition(
            description =
                    "Fault planted by the proofs: every n-th unit is rolled back and yet reported as committed; 0 for none")
    int plant_lose_commit() default 0;
}
