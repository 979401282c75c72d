# The web app is built by Maven with Node, so both are needed here; neither is needed to run.
FROM eclipse-temurin:25-jdk AS build
COPY --from=node:22-slim /usr/local/bin/node /usr/local/bin/node
COPY --from=node:22-slim /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 --mount=type=cache,target=/root/.npm \
    ./mvnw --batch-mode package -DskipTests \
 && java -Djarmode=tools -jar target/gapless.jar extract --layers --destination target/layers

FROM eclipse-temurin:25-jre
RUN apt-get update \
 && apt-get install --yes --no-install-recommends curl \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --home-dir /app --no-create-home gapless
WORKDIR /app
COPY --from=build /build/target/layers/dependencies/ ./
COPY --from=build /build/target/layers/spring-boot-loader/ ./
COPY --from=build /build/target/layers/snapshot-dependencies/ ./
COPY --from=build /build/target/layers/application/ ./
USER gapless
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=120s --retries=5 \
    CMD curl --fail --silent --output /dev/null http://127.0.0.1:8080/actuator/health
ENTRYPOINT ["java", "-XX:+UseCompactObjectHeaders", "-XX:MaxRAMPercentage=75", "-jar", "gapless.jar"]
