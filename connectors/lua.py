"""The budget's arithmetic, run inside Redis so that no two workers take the same last call.

KEYS: places in flight (sorted set, member -> when it is given up), what the vendor told (hash),
then one hash per window: start of a slice of time -> how much was taken in it. Times are
milliseconds. ARGV: now ("" for Redis's clock), places, lease, then name, limit and length of every
window, then the script's own. A slice is forgotten only when its last moment is out of the window.
"""

_BEGIN = """
local now = tonumber(ARGV[1])
if not now then
  local clock = redis.call('TIME')
  now = clock[1] * 1000 + math.floor(clock[2] / 1000)
end
local places, lease = tonumber(ARGV[2]), tonumber(ARGV[3])
local windows = {}
for i = 1, #KEYS - 2 do
  local name, limit = ARGV[3 * i + 1], tonumber(ARGV[3 * i + 2])
  local length = tonumber(ARGV[3 * i + 3])
  local most = tonumber(redis.call('HGET', KEYS[2], 'most:' .. name) or '0')
  windows[i] = {
    key = KEYS[i + 2], name = name, limit = math.max(limit, most),
    length = length, slice = math.ceil(length / 120),
  }
end
local own = 3 * #windows + 4

local function read(window)
  local raw, slices, used = redis.call('HGETALL', window.key), {}, 0
  for i = 1, #raw, 2 do
    local start, taken = tonumber(raw[i]), tonumber(raw[i + 1])
    if start + window.slice + window.length <= now then
      redis.call('HDEL', window.key, raw[i])
    else
      slices[#slices + 1] = {start = start, taken = taken, name = raw[i]}
      used = used + taken
    end
  end
  table.sort(slices, function(a, b) return a.start < b.start end)
  return slices, used
end

local function add(window, amount)
  local start = math.floor(now / window.slice) * window.slice
  redis.call('HINCRBY', window.key, string.format('%.0f', start), amount)
  redis.call('PEXPIRE', window.key, window.length + 2 * window.slice)
end

local function stopped()
  local told = redis.call('HMGET', KEYS[2], 'until', 'limit')
  local left = tonumber(told[1] or '0') - now
  return left, told[2] or ''
end
"""

# Own ARGV: cost, place, then the share of each window kept back from this caller.
# Returns {0} or {1, limit, milliseconds to wait, 1 if only the kept share is left}.
TAKE = (
    _BEGIN
    + """
local cost, place = tonumber(ARGV[own]), ARGV[own + 1]
local left, limit = stopped()
if left > 0 then return {1, limit, left, 0} end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= places then return {1, 'concurrent', 1000, 0} end
for i, window in ipairs(windows) do
  local slices, used = read(window)
  local kept = math.floor(window.limit * tonumber(ARGV[own + 1 + i]))
  local over = used + cost - (window.limit - kept)
  if over > 0 then
    local wait, short = window.length, over
    for _, each in ipairs(slices) do
      short = short - each.taken
      if short <= 0 then
        wait = each.start + window.slice + window.length - now
        break
      end
    end
    return {1, window.name, wait, over <= kept and 1 or 0}
  end
end
for _, window in ipairs(windows) do add(window, cost) end
redis.call('ZADD', KEYS[1], now + lease, place)
redis.call('PEXPIRE', KEYS[1], lease)
return {0}
"""
)

# Own ARGV: place, the limit a 429 named, milliseconds nobody may call (0: no 429), then what the
# vendor says is left of each window (-1: nothing said).
DONE = (
    _BEGIN
    + """
redis.call('ZREM', KEYS[1], ARGV[own])
local limit, stop = ARGV[own + 1], tonumber(ARGV[own + 2])
if stop > 0 then
  if stop > (stopped()) then
    redis.call('HSET', KEYS[2], 'until', string.format('%.0f', now + stop), 'limit', limit)
    redis.call('PEXPIRE', KEYS[2], math.max(stop, 604800000))
  end
  for _, window in ipairs(windows) do
    -- The vendor's window ends with the wait: what we counted in it, and what we thought the
    -- limit was, is history.
    if window.name == limit then
      redis.call('DEL', window.key)
      redis.call('HDEL', KEYS[2], 'most:' .. limit)
    end
  end
  return 0
end
for i, window in ipairs(windows) do
  local left = tonumber(ARGV[own + 2 + i])
  if left >= 0 then
    if left > window.limit then
      window.limit = left
      redis.call('HSET', KEYS[2], 'most:' .. window.name, left)
      redis.call('PEXPIRE', KEYS[2], 604800000)
    end
    local slices, used = read(window)
    local missing = window.limit - left - used
    if missing > 0 then
      add(window, missing)
    -- Answers overtake each other, and one call costs up to 10: a small surplus means nothing.
    -- A large one means that the vendor's window began anew.
    elseif -missing > 10 * places then
      for _, each in ipairs(slices) do
        local less = math.min(each.taken, -missing)
        redis.call('HINCRBY', window.key, each.name, -less)
        missing = missing + less
      end
    end
  end
end
return 0
"""
)

# Returns how much is left of each window.
LOOK = (
    _BEGIN
    + """
local stop, limit = stopped()
local left = {}
for i, window in ipairs(windows) do
  local _, used = read(window)
  local shut = stop > 0 and limit == window.name
  left[i] = shut and 0 or math.max(window.limit - used, 0)
end
return left
"""
)
