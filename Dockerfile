# Builds with the compiler and all packages, then serves from an image that has neither.
FROM node:24-bookworm-slim AS build
WORKDIR /app
# better-sqlite3 and roaring ship binaries for common platforms; on others they are compiled.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends python3 make g++ \
  && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json esbuild.config.ts ./
COPY src src
RUN npm run build && npm prune --omit=dev --omit=optional --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATABASE_PATH=/data/legal-developments.db
WORKDIR /app
COPY package.json LICENSE ./
COPY migrations migrations
COPY seed/*.json seed/
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
# A migration, or deriving anew by other rules, can take minutes; the first success ends the period.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30m \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/cli.js", "serve"]
