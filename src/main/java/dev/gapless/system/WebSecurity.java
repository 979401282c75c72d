package dev.gapless.system;

import java.time.Duration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** Who may ask for what, and what browsers are told to forbid. */
@Configuration(proxyBeanMethods = false)
class WebSecurity {
    /** Everything comes from here; inline styles are what component libraries cannot do without. */
    static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "connect-src 'self'",
            "font-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "object-src 'none'");

    private static final String PERMISSIONS_POLICY =
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()";
    private static final Duration TLS_ONLY_FOR = Duration.ofDays(365);

    /** Everything but the gateway's connections, which carry tokens of their own and do not come here. */
    @Bean
    SecurityFilterChain apiSecurity(
            HttpSecurity http,
            SecurityContextRepository contexts,
            WebCsrf csrf,
            ProblemWriter problems,
            Environment environment)
            throws Exception {
        return http.securityContext(context -> context.securityContextRepository(contexts))
                .csrf(protection -> protection
                        // Nothing is there for those who come by a way that is off, and clients have to be told so.
                        .ignoringRequestMatchers("/connection/**", "/emulation")
                        .csrfTokenRepository(csrf)
                        .csrfTokenRequestHandler(new WebCsrfHeader())
                        .sessionAuthenticationStrategy((authentication, request, response) -> {}))
                .authorizeHttpRequests(requests -> requests.requestMatchers("/api/csrf", "/api/demo")
                        .permitAll()
                        .requestMatchers("/api/login", "/api/register")
                        .permitAll()
                        .requestMatchers("/api/**")
                        .authenticated()
                        .requestMatchers(EndpointRequest.to("health"))
                        .permitAll()
                        .requestMatchers(EndpointRequest.toAnyEndpoint())
                        .access(onlyOnManagementPort(environment))
                        .anyRequest()
                        .permitAll())
                .exceptionHandling(
                        refusals -> refusals.authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .headers(WebSecurity::browserRules)
                // Logging in and out is ours (Logins); the rest of these would make sessions, pages or redirects.
                .logout(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(AbstractHttpConfigurer::disable)
                .build();
    }

    private static void browserRules(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(permissions -> permissions.policy(PERMISSIONS_POLICY))
                .httpStrictTransportSecurity(
                        tls -> tls.maxAgeInSeconds(TLS_ONLY_FOR.toSeconds()).includeSubDomains(false));
    }

    /**
     * What an operator exposes beyond health is for a management port of its own ({@code management.server.port}),
     * which can be bound to an address that users do not reach. There are no users who are operators.
     */
    private static AuthorizationManager<RequestAuthorizationContext> onlyOnManagementPort(Environment environment) {
        boolean separate = ManagementPortType.get(environment) == ManagementPortType.DIFFERENT;
        return (authentication, context) ->
                new AuthorizationDecision(separate && context.getRequest().getLocalPort() != mainPort(environment));
    }

    private static int mainPort(Environment environment) {
        return environment.getRequiredProperty("local.server.port", Integer.class);
    }

    /** PostgreSQL cannot store NUL, so no parameter may bring one in. */
    @Bean
    HttpFirewall firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowedParameterValues(value -> value == null || value.indexOf('\0') < 0);
        return firewall;
    }

    @Bean
    RequestRejectedHandler rejectedRequests(ProblemWriter problems) {
        return (request, response, rejection) -> problems.malformed(request, response);
    }
}
