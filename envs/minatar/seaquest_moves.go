package minatar

// Within a step of seaquest, everything that swims moves in the order of this
// file. A school is gone through from the oldest on; what leaves the board or
// is hit leaves its school.

// moveBullets moves the submarine's bullets, which hit fish and enemies.
func (s *seaquest) moveBullets() {
	for i := 0; i < s.bullets.n; {
		b := &s.bullets.all[i]
		switch {
		case !b.forward():
			s.bullets.remove(i)
		case s.fish.take(b.x, b.y) || s.subs.take(b.x, b.y):
			s.bullets.remove(i)
			s.reward++
		default:
			i++
		}
	}
}

// moveDivers lets divers swim, and takes those aboard that the front touches
// while there is room.
func (s *seaquest) moveDivers() {
	for i := 0; i < s.divers.n; {
		w := &s.divers.all[i]
		gone := s.pickUp(w)
		switch {
		case gone:
		case w.moveIn > 0:
			w.moveIn--
		default:
			w.moveIn = diverMove
			gone = !w.forward() || s.pickUp(w)
		}
		if gone {
			s.divers.remove(i)
		} else {
			i++
		}
	}
}

// pickUp takes a diver aboard and tells whether it did.
func (s *seaquest) pickUp(w *swimmer) bool {
	if !w.at(s.x, s.y) || s.crew >= fullCrew {
		return false
	}
	s.crew++
	return true
}

// moveSubs moves the enemy submarines and lets them shoot, one that has just
// left its school too. It tells whether one touched the front.
func (s *seaquest) moveSubs() (dead bool) {
	for i := 0; i < s.subs.n; {
		w := &s.subs.all[i]
		gone, touched := s.moveEnemy(w)
		dead = dead || touched
		if w.shootIn > 0 {
			w.shootIn--
		} else {
			w.shootIn = subReload
			s.enemyBullets.add(swimmer{x: w.x, y: w.y, toRight: w.toRight})
		}
		if gone {
			s.subs.remove(i)
		} else {
			i++
		}
	}
	return dead
}

// moveFish moves the fish and tells whether one touched the front.
func (s *seaquest) moveFish() (dead bool) {
	for i := 0; i < s.fish.n; {
		gone, touched := s.moveEnemy(&s.fish.all[i])
		dead = dead || touched
		if gone {
			s.fish.remove(i)
		} else {
			i++
		}
	}
	return dead
}

// moveEnemy moves a fish or a submarine if it is its time, and tells whether
// it is gone, off the board or hit by a bullet, and whether it touched the
// front of our submarine before or after.
func (s *seaquest) moveEnemy(w *swimmer) (gone, touched bool) {
	touched = w.at(s.x, s.y)
	if w.moveIn > 0 {
		w.moveIn--
		return false, touched
	}
	w.moveIn = s.moveEvery
	switch {
	case !w.forward():
		return true, touched
	case w.at(s.x, s.y):
		return false, true
	case s.bullets.take(w.x, w.y):
		s.reward++
		return true, touched
	}
	return false, touched
}

// moveEnemyBullets moves the bullets of enemies and tells whether one touched
// the front before or after.
func (s *seaquest) moveEnemyBullets() (dead bool) {
	for i := 0; i < s.enemyBullets.n; {
		b := &s.enemyBullets.all[i]
		dead = dead || b.at(s.x, s.y)
		if !b.forward() {
			s.enemyBullets.remove(i)
			continue
		}
		dead = dead || b.at(s.x, s.y)
		i++
	}
	return dead
}
